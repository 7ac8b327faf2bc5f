package io.nearside.fuzz;

import io.nearside.fuzz.Message.Framing;
import io.nearside.fuzz.Reading.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A parser of HTTP/1 messages that follows the grammar and knows of no other reading. It was
 * written from the RFC and shares nothing with the proxy.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112
 */
final class StrictParser {
  private static final int MOST_DIGITS = 18;

  private final Set<Lenience> allowed;
  private final FieldSection section;
  private final RequestLine requestLine;
  private final StatusLine statusLine;

  /** One that also reads what these allow. */
  StrictParser(Set<Lenience> allowed) {
    this.allowed = allowed;
    this.section = new FieldSection(allowed);
    this.requestLine = new RequestLine(allowed);
    this.statusLine = new StatusLine(allowed);
  }

  /** Reads what a client sent. */
  Reading requests(String bytes) {
    Cursor in = new Cursor(bytes);
    return all(in, number -> request(in));
  }

  /**
   * Reads what a server sent.
   *
   * @param method of the request that the response of this number answers, interim ones not counted
   * @param ended whether the connection has ended
   */
  Reading responses(String bytes, Function<Integer, String> method, boolean ended) {
    Cursor in = new Cursor(bytes);
    return all(in, number -> response(in, method.apply(number), ended));
  }

  private static Reading all(Cursor in, Function<Integer, Message> next) {
    List<Message> messages = new ArrayList<>();
    int number = 0;
    int consumed = 0;
    while (!in.atEnd()) {
      try {
        Message message = next.apply(number);
        messages.add(message);
        consumed = in.position();
        boolean response = message.start().get(0).startsWith("HTTP/");
        if (!response || !message.isInterim()) {
          number++;
          if (message.isLast()) {
            break;
          }
        }
      } catch (Within within) {
        Tail tail = within.why == null ? Tail.INCOMPLETE : Tail.MALFORMED;
        return new Reading(messages, within.partial, tail, String.valueOf(within.why), consumed);
      } catch (Incomplete early) {
        return new Reading(messages, null, Tail.INCOMPLETE, "", consumed);
      } catch (Malformed malformed) {
        return new Reading(messages, null, Tail.MALFORMED, malformed.getMessage(), consumed);
      }
    }
    return new Reading(messages, null, Tail.END, "", consumed);
  }

  private Message request(Cursor in) {
    while (allowed.contains(Lenience.EMPTY_LINES_BEFORE_A_REQUEST) && in.startsWith("\r\n")) {
      in.skip(2);
    }
    if (in.atEnd()) {
      throw new Incomplete();
    }
    List<String> start = requestLine.read(in.line());
    List<Field> fields = section.read(in);
    RequestLine.checkHost(start, fields);
    long length = length(fields);
    if (isChunked(start.get(2), fields)) {
      return chunked(in, start, fields);
    }
    return length < 0
        ? new Message(start, fields, Framing.NONE, "", List.of(), true)
        : fixed(in, start, fields, length);
  }

  private Message response(Cursor in, String method, boolean ended) {
    boolean bareCrs = allowed.contains(Lenience.BARE_CR_IN_A_REASON);
    List<String> start = statusLine.read(bareCrs ? in.lineWithBareCrs() : in.line());
    List<Field> fields = section.read(in);
    int status = Integer.parseInt(start.get(1));
    boolean neverFramed = status < 200 || status == 204;
    if (neverFramed && !allowed.contains(Lenience.FRAMING_WHERE_THERE_IS_NO_BODY)) {
      checkUnframed(fields);
    }
    if (neverFramed) {
      return new Message(start, fields, Framing.NONE, "", List.of(), true);
    }
    long length = length(fields);
    boolean chunked = isChunked(start.get(0), fields);
    if (status == 304 || method.equals("HEAD")) {
      return new Message(start, fields, Framing.NONE, "", List.of(), true);
    }
    if (chunked) {
      return chunked(in, start, fields);
    }
    if (length >= 0) {
      return fixed(in, start, fields, length);
    }
    return new Message(start, fields, Framing.UNTIL_CLOSE, in.rest(), List.of(), ended);
  }

  private static void checkUnframed(List<Field> fields) {
    boolean framed =
        fields.stream()
            .anyMatch(field -> field.is("Content-Length") || field.is("Transfer-Encoding"));
    if (framed) {
      throw new Malformed("framing of a message that has no body");
    }
  }

  private Message chunked(Cursor in, List<String> start, List<Field> fields) {
    Chunks chunks = new Chunks(section);
    try {
      chunks.read(in);
    } catch (Incomplete early) {
      throw new Within(null, partial(start, fields, Framing.CHUNKED, chunks.body()));
    } catch (Malformed malformed) {
      Message partial = partial(start, fields, Framing.CHUNKED, chunks.body());
      throw new Within(malformed.getMessage(), partial);
    }
    return new Message(start, fields, Framing.CHUNKED, chunks.body(), chunks.trailers(), true);
  }

  private static Message fixed(Cursor in, List<String> start, List<Field> fields, long length) {
    String body = in.atMost(length);
    if (body.length() < length) {
      throw new Within(null, partial(start, fields, Framing.LENGTH, body));
    }
    return new Message(start, fields, Framing.LENGTH, body, List.of(), true);
  }

  private static Message partial(
      List<String> start, List<Field> fields, Framing framing, String body) {
    return new Message(start, fields, framing, body, List.of(), false);
  }

  /** The {@code Content-Length}, or -1 without one. */
  private static long length(List<Field> fields) {
    List<String> lengths = Field.all(fields, "Content-Length");
    if (lengths.isEmpty()) {
      return -1;
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]+")) {
      throw new Malformed("no Content-Length: " + lengths);
    }
    String digits = lengths.get(0).replaceFirst("^0+(?=.)", "");
    if (digits.length() > MOST_DIGITS) {
      throw new Malformed("a Content-Length beyond all bounds");
    }
    return Long.parseLong(digits);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.1 */
  private static boolean isChunked(String version, List<Field> fields) {
    List<String> codings = Field.all(fields, "Transfer-Encoding");
    if (codings.isEmpty()) {
      return false;
    }
    if (!Field.all(fields, "Content-Length").isEmpty()) {
      throw new Malformed("both Content-Length and Transfer-Encoding");
    }
    if (version.equals("HTTP/1.0")) {
      throw new Malformed("Transfer-Encoding in HTTP/1.0");
    }
    if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
      throw new Malformed("a transfer coding that nobody here knows: " + codings);
    }
    return true;
  }

  /** A message ends, or goes wrong, within its body. */
  private static final class Within extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient String why;
    private final transient Message partial;

    Within(String why, Message partial) {
      super(why, null, false, false);
      this.why = why;
      this.partial = partial;
    }
  }
}
