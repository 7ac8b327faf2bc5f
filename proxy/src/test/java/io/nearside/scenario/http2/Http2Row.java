package io.nearside.scenario.http2;

import io.nearside.testing.Frame;
import java.util.List;

/**
 * One line of a table: what is sent, what the client sees of stream 1, what the upstream sees.
 *
 * @param name what is sent, in a few words
 * @param bare whether what is sent begins with the preface, which otherwise was sent before
 * @param sent each a {@link Frame}, bytes, or text of Latin-1
 * @param streamId the stream that is looked at
 * @param outcome as {@link io.nearside.testing.Http2Answer#outcome} has it
 * @param upstream the request lines that the upstream sees
 * @param lines field lines that its first request has
 * @param absent names of fields that it does not have
 * @param body the body of the first; null for any
 */
record Http2Row(
    String name,
    boolean bare,
    List<Object> sent,
    int streamId,
    String outcome,
    List<String> upstream,
    List<String> lines,
    List<String> absent,
    String body) {

  /** The connection ends with this error, and nothing gets further. */
  static Http2Row goAway(String name, String error, Object... sent) {
    return row(name, "GOAWAY " + error, sent);
  }

  /** The stream ends with this error, and nothing gets further; the connection lives. */
  static Http2Row reset(String name, String error, Object... sent) {
    return row(name, "RST_STREAM " + error, sent);
  }

  /** A request that is not one: RFC 9113, section 8.1.1. */
  static Http2Row malformed(String name, Object... sent) {
    return reset(name, "PROTOCOL_ERROR", sent);
  }

  /** Answered here with this status. */
  static Http2Row answered(String name, int status, Object... sent) {
    return row(name, Integer.toString(status), sent);
  }

  /** Forwarded with this method and target, and answered. */
  static Http2Row passed(String name, String upstream, Object... sent) {
    return row(name, "200", sent).seen(upstream);
  }

  private static Http2Row row(String name, String outcome, Object... sent) {
    return new Http2Row(
        name, false, List.of(sent), 1, outcome, List.of(), List.of(), List.of(), null);
  }

  /** What is sent begins with the preface itself. */
  Http2Row withoutPreface() {
    return new Http2Row(name, true, sent, streamId, outcome, upstream, lines, absent, body);
  }

  Http2Row on(int stream) {
    return new Http2Row(name, bare, sent, stream, outcome, upstream, lines, absent, body);
  }

  /** What the upstream sees but for {@code /held}, as {@code GET /a}. */
  Http2Row seen(String... requests) {
    return new Http2Row(
        name, bare, sent, streamId, outcome, List.of(requests), lines, absent, body);
  }

  Http2Row with(String... fieldLines) {
    return new Http2Row(
        name, bare, sent, streamId, outcome, upstream, List.of(fieldLines), absent, body);
  }

  Http2Row without(String... names) {
    return new Http2Row(name, bare, sent, streamId, outcome, upstream, lines, List.of(names), body);
  }

  Http2Row body(String text) {
    return new Http2Row(name, bare, sent, streamId, outcome, upstream, lines, absent, text);
  }

  boolean endsConnection() {
    return outcome.startsWith("GOAWAY") || outcome.equals("closed");
  }

  @Override
  public String toString() {
    return name;
  }
}
