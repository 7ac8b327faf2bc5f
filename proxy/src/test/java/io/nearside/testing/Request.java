package io.nearside.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** A request as the scripted upstream got it. Its body comes in while it is read. */
public final class Request {
  private final String method;
  private final String target;
  private final String version;
  private final FieldLines fields;
  private final MessageReader.Body body;
  private byte[] drained;

  Request(String requestLine, FieldLines fields, MessageReader.Body body) throws IOException {
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3) {
      throw new IOException("not a request line: " + requestLine);
    }
    this.method = parts[0];
    this.target = parts[1];
    this.version = parts[2];
    this.fields = fields;
    this.body = body;
  }

  public String method() {
    return method;
  }

  public String target() {
    return target;
  }

  /** {@code HTTP/1.1} or what the client said. */
  public String version() {
    return version;
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

  /** The body as it comes in, decoded from its framing. */
  public InputStream bodyStream() {
    return body;
  }

  /** The rest of the body. What was drained once is remembered. */
  public synchronized byte[] body() {
    if (drained == null) {
      try {
        drained = body.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return drained;
  }

  /** The rest of the body as Latin-1. */
  public String text() {
    return MessageReader.latin1(body());
  }

  /** Whether the client went away before the body's end. */
  public boolean truncated() {
    return body.truncated();
  }

  /** The trailer lines of a chunked body that was read to its end. */
  public List<String> trailers() {
    return body.trailers();
  }

  @Override
  public String toString() {
    return method + " " + target + " " + version + " " + fields.lines();
  }
}
