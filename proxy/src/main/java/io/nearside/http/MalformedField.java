package io.nearside.http;

/** A structured field that does not follow its grammar. What and where nobody needs to know. */
final class MalformedField extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedField() {
    // Clients and backends cause it at will: it must cost nothing.
    super("malformed structured field", null, false, false);
  }
}
