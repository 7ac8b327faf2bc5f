package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * One change to a message: its kind, and the salt from which the rest of it follows, so that a case
 * stays what it is when another of its changes is left out.
 */
record Mutation(Kind kind, long salt) {
  private static final String[] ENDS = {
    "\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n", "\0\r\n", " \r\n"
  };
  private static final String ODD =
      "\0\1\t\n\13\14\r \"#%&'(),/0123:;<=>?@AZ[\\]^_`az{|}~\177\200\205\240\377";
  private static final String[] SPACES = {
    " ", "\t", "  ", "\r", "\n", "\0", "\200", "\13", "\f", "\r\n ", "\240"
  };
  private static final String[] LINES = {
    "Content-Length: 3",
    "Content-Length: 0",
    "Content-Length: 5, 5",
    "Content-Length: +5",
    "Content-Length: 0x5",
    "Content-Length: 5 ",
    "Content-Length:\t5",
    "Content-Length: 05",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: ",
    "Content-Length : 4",
    "content-length: 4",
    "Content_Length: 4",
    "Content-Length: 4;",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: Chunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding:\13chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: chunked;q=1",
    "Transfer_Encoding: chunked",
    "Transfer-Encoding: \"chunked\"",
    "Transfer-Encoding:\r\n chunked",
    " Transfer-Encoding: chunked",
    "Transfer-Encoding: ,chunked",
    "X: y\r\n\tTransfer-Encoding: chunked",
    "Transfer-Encoding:",
    "Host: other.example",
    "Host: a@b",
    "Host: a b",
    "Host: a,b",
    "Host: [::1]:80",
    "Host: a/b",
    "Host:",
    "Connection: close",
    "Connection: keep-alive",
    "Connection: Host",
    "Connection: X-Id",
    "Connection: Content-Length",
    "Connection: Transfer-Encoding",
    "Connection: Authorization, Cookie",
    "Connection: close, X-A",
    "Connection: upgrade",
    "Connection: ,,",
    "Connection: Via",
    "Keep-Alive: timeout=5",
    "Proxy-Connection: keep-alive",
    "TE: trailers",
    "TE: gzip",
    "Trailer: X-T",
    "Trailer: Content-Length",
    "Upgrade: h2c",
    "Upgrade: websocket",
    "HTTP2-Settings: AAA",
    "Expect: 100-continue",
    "Expect: 200-ok",
    "Expect: 100-Continue",
    "Max-Forwards: 0",
    "Max-Forwards: 5",
    "X-Forwarded-Host: evil",
    "X-Forwarded-For: 1.2.3.4",
    "X-Original-URL: /evil",
    "Forwarded: host=evil",
    "X-HTTP-Method-Override: DELETE",
    "X_Under: score",
    "X-Empty:",
    "X-High: \200\377",
    "X-Ctl: a\1b",
    "X-Nul: a\0b",
    ": no-name",
    "no-colon",
    "X(: y",
    "X\200: y",
    "X-Tab:\ta\tb\t",
    "Cookie: a=b",
    "Authorization: Basic eA==",
    "Range: bytes=0-3",
    "Range: bytes=1-2,4-5",
    "If-None-Match: \"e1\"",
    "If-Match: *",
    "If-Range: \"e\"",
    "Cache-Control: no-cache",
    "Cache-Control: only-if-cached",
    "Cache-Control: no-store",
    "Pragma: no-cache",
    "Vary: *",
    "Set-Cookie: a=b",
    "Age: 5",
    "Age: x",
    "Date: x",
    "Via: 1.1 x",
    "ETag: W/\"a\"",
    "Warning: 299",
    "Location: /a",
    "Surrogate-Key: a b",
    "Content-Encoding: gzip",
    "Content-Range: bytes 0-3/9",
    "Content-Range: x",
  };
  private static final String[] CHUNK_LINES = {
    "0",
    "1",
    "a",
    "A",
    "5;a",
    "5;a=b",
    "5;a=\"b\"",
    "5;a=\"b\r\n\"",
    "5 ;a",
    "5; a",
    "5 ",
    " 5",
    "0x5",
    "+5",
    "-1",
    "00005",
    "5;",
    "5;;",
    "5;a=",
    "5;\n",
    "ffffffffffffffff",
    "10000000000000005",
    "5\t",
    "5;a=\"\\\"\"",
    "",
    "g",
    "5,5",
    "000000000000000000005",
  };
  private static final String[] TARGETS = {
    "/",
    "*",
    "/%",
    "/%4",
    "/%zz",
    "/%00",
    "/%2e%2e/x",
    "/a/../../b",
    "//x",
    "/a;b",
    "/a?b?c",
    "/a#b",
    "/\\x",
    "http://a.example/x",
    "http://a.example",
    "https://a.example/",
    "ftp://a/x",
    "http:///x",
    "http://u@a/x",
    "a.example:80",
    "/a b",
    "/\200",
    "/\303\251",
    "/a\tb",
    "/a|b",
    "/\"",
    "",
    "x",
    "http:/x",
    "http://a:99999/",
    "http://a.example?x",
    "/?%ff",
    "http://[::1]/x",
    "HTTP://A.example:80/x",
    "/a%2fb",
    "/..",
    "/.",
    "/a/%2E/b",
    "/%7ea",
    "?x",
    "/x?a=1&a=2;b",
    "/^",
    "http://a#f",
  };
  private static final String[] VERSIONS = {
    "HTTP/1.0",
    "HTTP/1.1",
    "HTTP/1.2",
    "HTTP/2.0",
    "HTTP/0.9",
    "http/1.1",
    "HTTP/1.",
    "HTTP/11",
    "HTTP/1.1 ",
    "HTTP/1.10",
    "HTTP/01.1",
    "HTTP /1.1",
    "",
    "HTTPS/1.1",
    "HTTP/1.1\t",
  };

  /** The kinds of changes, those that know HTTP and those that do not. */
  enum Kind {
    FIELD_ADDED(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) -> lines.add(1 + at % lines.size(), pick(LINES, random)))),
    FIELD_ADDED_AGAIN(
        (text, random) ->
            lines(
                text,
                random,
                (lines, at) -> lines.add(1 + at % lines.size(), pick(LINES, random)))),
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
                    lines.set(at, inserted(lines.get(at), random, pick(SPACES, random))))),
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
                                    ? java.util.regex.Matcher.quoteReplacement(
                                        pick(SPACES, random) + ":")
                                    : java.util.regex.Matcher.quoteReplacement(
                                        ":" + pick(SPACES, random)))))),
    LINE_ENDED((text, random) -> replacedAt(text, "\r\n", random, pick(ENDS, random))),
    ALL_LINES_ENDED(
        (text, random) -> text.replace("\r\n", random.nextBoolean() ? "\n" : pick(ENDS, random))),
    EMPTY_LINE_FIRST((text, random) -> (random.nextBoolean() ? "\r\n" : pick(ENDS, random)) + text),
    TARGET((text, random) -> start(text, 1, pick(TARGETS, random))),
    VERSION((text, random) -> start(text, 2, pick(VERSIONS, random))),
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
                    lines.addAll(1, java.util.Collections.nCopies(random.nextInt(300), "X-N: 1"))));

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

  private interface Lines {
    void change(List<String> lines, int at);
  }

  private static String pick(String[] of, Random random) {
    return of[random.nextInt(of.length)];
  }

  private static char odd(Random random) {
    return ODD.charAt(random.nextInt(ODD.length()));
  }

  private static int place(String text, Random random) {
    return random.nextInt(text.length() + 1);
  }

  /** Changes the lines of the head, or of one of the heads. */
  private static String lines(String text, Random random, Lines change) {
    int from = random.nextInt(4) == 0 ? Math.max(0, text.indexOf("\r\n\r\n")) : 0;
    from = from > 0 && from + 4 < text.length() ? from + 4 : 0;
    int end = text.indexOf("\r\n\r\n", from);
    if (end < 0) {
      return text;
    }
    List<String> lines = new ArrayList<>(List.of(text.substring(from, end).split("\r\n", -1)));
    change.change(lines, random.nextInt(lines.size()));
    return text.substring(0, from) + String.join("\r\n", lines) + text.substring(end);
  }

  private static String recased(String line, Random random) {
    boolean upper = random.nextBoolean();
    StringBuilder out = new StringBuilder();
    for (char c : line.toCharArray()) {
      boolean flips = Grammar.isAlpha(c) && (c < 'a') != upper;
      out.append(flips ? (char) (c ^ 0x20) : c);
    }
    return out.toString();
  }

  private static String inserted(String text, Random random, String piece) {
    int at = place(text, random);
    return text.substring(0, at) + piece + text.substring(at);
  }

  /** A piece of the text once more at another place. */
  private static String moved(String text, Random random) {
    int from = place(text, random);
    String piece = text.substring(from, Math.min(text.length(), from + random.nextInt(60)));
    return inserted(text, random, piece);
  }

  private static String dropped(String text, Random random) {
    int at = place(text, random);
    return text.substring(0, at) + text.substring(Math.min(text.length(), at + 1));
  }

  private static String changed(String text, Random random) {
    int at = place(text, random);
    return text.substring(0, at) + odd(random) + text.substring(Math.min(text.length(), at + 1));
  }

  private static String replacedAt(String text, String what, Random random, String by) {
    int at = text.indexOf(what, place(text, random));
    return at < 0 ? text : text.substring(0, at) + by + text.substring(at + what.length());
  }

  /** Replaces one of the three parts of the start line. */
  private static String start(String text, int part, String by) {
    int end = text.indexOf("\r\n");
    if (end < 0) {
      return text;
    }
    String[] parts = text.substring(0, end).split(" ", 3);
    if (part < parts.length) {
      parts[part] = by;
    }
    return String.join(" ", parts) + text.substring(end);
  }

  private static String digit(String text, Random random) {
    for (int at = place(text, random); at < text.length(); at++) {
      if (Grammar.isDigit(text.charAt(at))) {
        return text.substring(0, at) + random.nextInt(10) + text.substring(at + 1);
      }
    }
    return text;
  }

  /** Replaces a line behind the head, which may be a chunk's. */
  private static String chunk(String text, Random random) {
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return text;
    }
    int from = head + 4;
    for (int i = random.nextInt(3) * 2; i > 0; i--) {
      int next = text.indexOf("\r\n", from);
      from = next < 0 ? from : next + 2;
    }
    int end = text.indexOf("\r\n", from);
    return end < 0
        ? text
        : text.substring(0, from) + pick(CHUNK_LINES, random) + text.substring(end);
  }
}
