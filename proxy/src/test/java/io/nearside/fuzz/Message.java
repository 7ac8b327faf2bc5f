package io.nearside.fuzz;

import java.util.List;
import java.util.Locale;

/**
 * One message as it reads. Everything is Latin-1.
 *
 * @param start method, target and version, or version, status and reason
 * @param fields the header section in order
 * @param framing what tells where its body ends
 * @param body the content, as far as it came
 * @param trailers the trailer section of a chunked body
 * @param complete whether all of it came
 */
record Message(
    List<String> start,
    List<Field> fields,
    Framing framing,
    String body,
    List<Field> trailers,
    boolean complete) {

  /** What tells where a body ends. */
  enum Framing {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  String method() {
    return start.get(0);
  }

  String target() {
    return start.get(1);
  }

  int status() {
    return Integer.parseInt(start.get(1));
  }

  String version() {
    return start.get(0).startsWith("HTTP/") ? start.get(0) : start.get(2);
  }

  boolean isInterim() {
    return status() < 200;
  }

  List<String> all(String name) {
    return Field.all(fields, name);
  }

  /** The first value of a field, or an empty string. */
  String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /** The lower-case members of a list-based field. */
  List<String> members(String name) {
    return all(name).stream()
        .flatMap(line -> List.of(line.split(",")).stream())
        .map(member -> member.strip().toLowerCase(Locale.ROOT))
        .filter(member -> !member.isEmpty())
        .toList();
  }

  /** Whether no other message follows on its connection. */
  boolean isLast() {
    List<String> options = members("Connection");
    boolean old = version().equals("HTTP/1.0");
    return options.contains("close")
        || (old && !options.contains("keep-alive"))
        || framing == Framing.UNTIL_CLOSE;
  }
}
