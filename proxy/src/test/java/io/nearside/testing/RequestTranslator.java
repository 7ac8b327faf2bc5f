package io.nearside.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Turns the text of HTTP/1.1 requests, as it comes, into what HTTP/2 says instead. What is of the
 * connection only is left out; what is wrong is not mended.
 */
final class RequestTranslator {
  /** Where the parts of requests go. */
  interface Requests {
    void head(List<Field> fields, boolean end) throws IOException;

    void data(byte[] bytes, int offset, int length, boolean end) throws IOException;

    void trailers(List<Field> fields) throws IOException;
  }

  private enum State {
    HEAD,
    LENGTH,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final String scheme;
  private final Requests requests;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final List<String> section = new ArrayList<>();
  private State state = State.HEAD;
  private long left;

  RequestTranslator(String scheme, Requests requests) {
    this.scheme = scheme;
    this.requests = requests;
  }

  /** Whether it is between two requests. */
  boolean idle() {
    return state == State.HEAD && lines.size() == 0 && section.isEmpty();
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      at =
          state == State.LENGTH || state == State.CHUNK ? content(bytes, at, end) : line(bytes, at);
    }
  }

  private int content(byte[] bytes, int at, int end) throws IOException {
    int count = (int) Math.min(left, end - at);
    left -= count;
    boolean last = left == 0 && state == State.LENGTH;
    requests.data(bytes, at, count, last);
    if (left == 0) {
      state = last ? State.HEAD : State.CHUNK_END;
    }
    return at + count;
  }

  private int line(byte[] bytes, int at) throws IOException {
    byte next = bytes[at];
    if (next != '\n') {
      lines.write(next);
      return at + 1;
    }
    String line = MessageReader.latin1(lines.toByteArray());
    lines.reset();
    line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    return at + 1;
  }

  private void line(String line) throws IOException {
    switch (state) {
      case CHUNK_SIZE -> {
        left = Long.parseLong(line.split(";", 2)[0].strip(), 16);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      default -> sectionLine(line);
    }
  }

  private void sectionLine(String line) throws IOException {
    if (!line.isEmpty()) {
      section.add(line);
      return;
    }
    List<String> all = List.copyOf(section);
    section.clear();
    if (state == State.TRAILERS) {
      state = State.HEAD;
      trailers(all);
    } else if (!all.isEmpty()) {
      head(all);
    }
  }

  private void trailers(List<String> all) throws IOException {
    if (all.isEmpty()) {
      requests.data(new byte[0], 0, 0, true);
    } else {
      requests.trailers(all.stream().map(RequestTranslator::field).toList());
    }
  }

  private void head(List<String> all) throws IOException {
    List<Field> fields = new ArrayList<>();
    List<Field> given = all.stream().skip(1).map(RequestTranslator::field).toList();
    pseudoFields(all.get(0).split(" ", 3), given, fields);
    boolean chunked = false;
    long length = 0;
    boolean hostSeen = false;
    for (Field field : given) {
      switch (field.name()) {
        case "connection", "keep-alive", "proxy-connection", "upgrade" -> {}
        case "transfer-encoding" -> chunked = true;
        case "host" -> {
          if (hostSeen) {
            fields.add(field);
          }
          hostSeen = true;
        }
        case "te" -> trailersOnly(field, fields);
        case "cookie" -> crumbs(field, fields);
        case "content-length" -> {
          length = Long.parseLong(field.value());
          fields.add(field);
        }
        default -> fields.add(field);
      }
    }
    left = length;
    state = chunked ? State.CHUNK_SIZE : length > 0 ? State.LENGTH : State.HEAD;
    requests.head(fields, state == State.HEAD);
  }

  private void pseudoFields(String[] requestLine, List<Field> given, List<Field> fields) {
    String target = requestLine[1];
    String of = scheme;
    String authority =
        given.stream()
            .filter(field -> field.name().equals("host"))
            .map(Field::value)
            .findFirst()
            .orElse(null);
    int colon = target.indexOf("://");
    if (colon > 0 && !target.startsWith("/")) {
      of = target.substring(0, colon);
      int path = target.indexOf('/', colon + 3);
      int query = target.indexOf('?', colon + 3);
      int end = path < 0 || query >= 0 && query < path ? query : path;
      authority = end < 0 ? target.substring(colon + 3) : target.substring(colon + 3, end);
      target = end < 0 ? "" : target.substring(end);
      if (!target.startsWith("/")) {
        target = requestLine[0].equals("OPTIONS") && target.isEmpty() ? "*" : "/" + target;
      }
    }
    fields.add(Field.of(":method", requestLine[0]));
    fields.add(Field.of(":scheme", of));
    if (authority != null) {
      fields.add(Field.of(":authority", authority));
    }
    fields.add(Field.of(":path", target));
  }

  private static void trailersOnly(Field te, List<Field> fields) {
    if (Arrays.asList(te.value().split("\\s*,\\s*")).contains("trailers")) {
      fields.add(Field.of("te", "trailers"));
    }
  }

  private static void crumbs(Field cookie, List<Field> fields) {
    for (String crumb : cookie.value().split("; ")) {
      fields.add(Field.of("cookie", crumb));
    }
  }

  private static Field field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new AssertionError("not a field line, over HTTP/2: " + line);
    }
    return Field.of(
        line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
  }
}
