package io.nearside.server;

/** A request's bytes cannot be read, or not in one way only. */
final class UnreadableRequest extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong with them. */
  enum Fault {
    LONG_LINE(414, "request line too long"),
    LARGE_FIELDS(431, "header fields too large"),
    MANY_FIELDS(431, "too many header fields"),
    VERSION(505, "only HTTP/1.1 and HTTP/1.0 are spoken here"),
    REQUEST_LINE(400, "malformed request line"),
    FIELD_LINE(400, "malformed field line"),
    FRAMING(400, "it is not clear where the request ends"),
    CHUNK_LINE(400, "malformed chunk"),
    CHUNK_EXTENSIONS(400, "chunk extensions too large"),
    ENDED_EARLY(400, "the request's head ended early");

    private final int status;
    private final String text;

    Fault(int status, String text) {
      this.status = status;
      this.text = text;
    }

    int status() {
      return status;
    }

    /** What the client gets to read. */
    String text() {
      return text;
    }
  }

  private final Fault fault;

  UnreadableRequest(Fault fault) {
    super(fault.text(), null, false, false);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
