package io.nearside.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A response as the raw client got it. Its body comes in while it is read. */
public final class Response {
  private final String version;
  private final int status;
  private final String reason;
  private final FieldLines fields;
  private final MessageReader.Body body;
  private final RawClient client;
  private byte[] drained;

  Response(String statusLine, FieldLines fields, MessageReader.Body body, RawClient client)
      throws IOException {
    if (!statusLine.matches("HTTP/1\\.[01] [1-9][0-9][0-9] .*")) {
      throw new IOException("not a status line: " + statusLine);
    }
    this.version = statusLine.substring(0, 8);
    this.status = Integer.parseInt(statusLine.substring(9, 12));
    this.reason = statusLine.substring(13);
    this.fields = fields;
    this.body = body;
    this.client = client;
  }

  /** {@code HTTP/1.1} or {@code HTTP/1.0}. */
  public String version() {
    return version;
  }

  public int status() {
    return status;
  }

  public String reason() {
    return reason;
  }

  /** The field lines as they came, in order, duplicates included. */
  public List<String> lines() {
    return fields.lines();
  }

  /** The first value of this field, or null. */
  public String header(String name) {
    return fields.first(name);
  }

  /** All values of this field, in order. */
  public List<String> headers(String name) {
    return fields.all(name);
  }

  /** The body as it comes in, decoded from its framing; it ends early when it is cut short. */
  public InputStream bodyStream() {
    return body;
  }

  /** The rest of the body. What was drained once is remembered. */
  public byte[] body() {
    if (drained == null) {
      try {
        drained = body.readAllBytes();
      } catch (IOException e) {
        throw client.failed("reading the body", e);
      }
    }
    return drained;
  }

  /** The rest of the body as Latin-1. */
  public String text() {
    return MessageReader.latin1(body());
  }

  /** Whether the connection ended before the body that was read did. */
  public boolean truncated() {
    return body.truncated();
  }

  /** The trailer lines of a chunked body that was read to its end. */
  public List<String> trailers() {
    return body.trailers();
  }

  @Override
  public String toString() {
    return version + " " + status + " " + reason + " " + fields.lines();
  }
}
