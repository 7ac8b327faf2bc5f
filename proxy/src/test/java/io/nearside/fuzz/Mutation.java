package io.nearside.fuzz;

import static io.nearside.fuzz.Edits.changed;
import static io.nearside.fuzz.Edits.chunk;
import static io.nearside.fuzz.Edits.digit;
import static io.nearside.fuzz.Edits.dropped;
import static io.nearside.fuzz.Edits.inserted;
import static io.nearside.fuzz.Edits.lines;
import static io.nearside.fuzz.Edits.moved;
import static io.nearside.fuzz.Edits.odd;
import static io.nearside.fuzz.Edits.pick;
import static io.nearside.fuzz.Edits.place;
import static io.nearside.fuzz.Edits.recased;
import static io.nearside.fuzz.Edits.replacedAt;
import static io.nearside.fuzz.Edits.start;

import java.util.Collections;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.Matcher;

/**
 * One change to a message: its kind, and the salt from which the rest of it follows, so that a case
 * stays what it is when another of its changes is left out.
 */
record Mutation(Kind kind, long salt) {
  /** The kinds of changes, those that know HTTP and those that do not. */
  enum Kind {
    FIELD_ADDED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) -> lines.add(1 + at % lines.size(), pick(Dictionary.LINES, random)))),
    FIELD_ADDED_AGAIN(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) -> lines.add(1 + at % lines.size(), pick(Dictionary.LINES, random)))),
    LINE_REPEATED(
        (text, random) -> lines(text, random, (lines, at) -> lines.add(at, lines.get(at)))),
    LINE_DROPPED((text, random) -> lines(text, random, (lines, at) -> lines.remove(at))),
    LINES_SWAPPED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) -> lines.add(random.nextInt(lines.size()), lines.remove(at)))),
    LINE_CASE(
        (text, random) ->
            lines(text, random, (lines, at) -> lines.set(at, recased(lines.get(at), random)))),
    LINE_FOLDED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) ->
                    lines.set(
                        at,
                        inserted(
                            lines.get(at), random, random.nextBoolean() ? "\r\n " : "\r\n\t")))),
    LINE_SPACED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) ->
                    lines.set(
                        at, inserted(lines.get(at), random, pick(Dictionary.SPACES, random))))),
    COLON_SPACED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) ->
                    lines.set(
                        at,
                        lines
                            .get(at)
                            .replaceFirst(
                                ":",
                                random.nextBoolean()
                                    ? Matcher.quoteReplacement(
                                        pick(Dictionary.SPACES, random) + ":")
                                    : Matcher.quoteReplacement(
                                        ":" + pick(Dictionary.SPACES, random)))))),
    LINE_ENDED((text, random) -> replacedAt(text, "\r\n", random, pick(Dictionary.ENDS, random))),
    ALL_LINES_ENDED(
        (text, random) ->
            text.replace("\r\n", random.nextBoolean() ? "\n" : pick(Dictionary.ENDS, random))),
    EMPTY_LINE_FIRST(
        (text, random) -> (random.nextBoolean() ? "\r\n" : pick(Dictionary.ENDS, random)) + text),
    TARGET((text, random) -> start(text, 1, pick(Dictionary.TARGETS, random))),
    VERSION((text, random) -> start(text, 2, pick(Dictionary.VERSIONS, random))),
    METHOD(
        (text, random) ->
            start(
                text,
                0,
                pick(
                    new String[] {
                      "GET",
                      "HEAD",
                      "POST",
                      "OPTIONS",
                      "TRACE",
                      "CONNECT",
                      "get",
                      "G\0T",
                      "PRI",
                      "",
                      "PURGE",
                      "G(T",
                      "M-SEARCH"
                    },
                    random))),
    STATUS(
        (text, random) ->
            start(
                text,
                1,
                pick(
                    new String[] {
                      "100", "101", "103", "199", "200", "204", "205", "206", "304", "404", "500",
                      "099", "99", "600", "999", "2000", "20", "-200", "+200", "0x1", "", "200\t"
                    },
                    random))),
    DIGIT((text, random) -> digit(text, random)),
    CHUNK((text, random) -> chunk(text, random)),
    LENGTH_FOR_CHUNKED(
        (text, random) ->
            text.replaceFirst(
                "Transfer-Encoding: chunked", "Content-Length: " + random.nextInt(40))),
    CHUNKED_FOR_LENGTH(
        (text, random) ->
            text.replaceFirst("Content-Length: [0-9]+", "Transfer-Encoding: chunked")),
    SPLICED(
        (text, random) ->
            text.substring(0, place(text, random)) + text.substring(place(text, random))),
    TWICE((text, random) -> text + text),
    CUT((text, random) -> text.substring(0, place(text, random))),
    BLOCK_MOVED((text, random) -> moved(text, random)),
    BYTE_CHANGED((text, random) -> changed(text, random)),
    BYTE_INSERTED((text, random) -> inserted(text, random, "" + odd(random))),
    BYTE_DROPPED((text, random) -> dropped(text, random)),
    LONG_LINE(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) ->
                    lines.set(
                        at, inserted(lines.get(at), random, "x".repeat(random.nextInt(40_000)))))),
    MANY_FIELDS(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) ->
                    lines.addAll(1, Collections.nCopies(random.nextInt(300), "X-N: 1"))));

    private final BiFunction<String, Random, String> change;

    Kind(BiFunction<String, Random, String> change) {
      this.change = change;
    }
  }

  /** Any change. */
  static Mutation any(Random random) {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    boolean heavy =
        kind == Kind.LONG_LINE || kind == Kind.MANY_FIELDS || kind == Kind.ALL_LINES_ENDED;
    return new Mutation(heavy ? kinds[random.nextInt(kinds.length)] : kind, random.nextLong());
  }

  /** The text with this change. */
  String apply(String text) {
    return kind.change.apply(text, new Random(salt));
  }

  @Override
  public String toString() {
    return kind + "(" + Long.toHexString(salt) + ")";
  }
}
