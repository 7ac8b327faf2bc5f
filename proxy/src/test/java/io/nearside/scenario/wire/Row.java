package io.nearside.scenario.wire;

import java.util.List;

/**
 * One line of a table: bytes in, what the client sees, what the upstream sees.
 *
 * @param name what is sent, in a few words
 * @param sent the bytes, as Latin-1
 * @param status of the answer
 * @param upstream the request line that the upstream sees, or null when it sees nothing
 * @param lines field lines that the upstream sees
 * @param absent names of fields that it does not see
 * @param body the body that it sees
 * @param kept whether the connection goes on
 */
record Row(
    String name,
    String sent,
    int status,
    String upstream,
    List<String> lines,
    List<String> absent,
    String body,
    boolean kept) {

  /** Refused: the connection ends, and nothing of it gets further. */
  static Row refused(String name, int status, String sent) {
    return new Row(name, sent, status, null, List.of(), List.of(), "", false);
  }

  /** Passed on with this request line; the connection goes on. */
  static Row passed(String name, String upstream, String sent) {
    return new Row(name, sent, 200, upstream, List.of(), List.of(), "", true);
  }

  /** Answered here; the connection goes on. */
  static Row answered(String name, int status, String sent) {
    return new Row(name, sent, status, null, List.of(), List.of(), "", true);
  }

  Row with(String... fieldLines) {
    return new Row(name, sent, status, upstream, List.of(fieldLines), absent, body, kept);
  }

  Row without(String... names) {
    return new Row(name, sent, status, upstream, lines, List.of(names), body, kept);
  }

  Row body(String text) {
    return new Row(name, sent, status, upstream, lines, absent, text, kept);
  }

  /** The connection ends all the same. */
  Row thenClosed() {
    return new Row(name, sent, status, upstream, lines, absent, body, false);
  }

  /** What happens, in a few words. */
  String outcome() {
    String client = status + (kept ? ", the connection goes on" : ", the connection is closed");
    return upstream == null ? client + "; not forwarded" : client + "; forwarded as " + upstream;
  }

  @Override
  public String toString() {
    return name;
  }
}
