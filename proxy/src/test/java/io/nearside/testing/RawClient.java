package io.nearside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A client on a raw socket: it sends exactly what it is given and reads answers strictly. Every
 * wait is bounded; a failure says all that came from the server.
 */
public final class RawClient implements Closeable {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final Http2Connection http2;
  private final MessageReader reader;

  private RawClient(Socket socket, Http2Connection http2) throws IOException {
    this.socket = socket;
    this.http2 = http2;
    this.reader = new MessageReader(http2 == null ? socket.getInputStream() : http2.responses());
  }

  /**
   * A connection to this port of 127.0.0.1. To a sidecar that speaks another {@link Wire} than
   * HTTP/1.1, requests and responses are translated.
   */
  public static RawClient connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      return new RawClient(socket, http2(socket, port));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Http2Connection http2(Socket socket, int port) throws IOException {
    return switch (Wire.of(port)) {
      case H1 -> null;
      case H2C -> Http2Connection.over(socket, "http");
      case H2 -> Http2Connection.over(TestCertificate.http2(socket, port), "https");
    };
  }

  /** On a connection that is there, e.g. one of TLS. */
  public static RawClient over(Socket socket) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return new RawClient(socket, null);
  }

  /** How long a read may take, instead of ten seconds. */
  public RawClient timeoutMillis(int millis) throws IOException {
    if (http2 == null) {
      socket.setSoTimeout(millis);
    } else {
      http2.timeoutMillis(millis);
    }
    return this;
  }

  /** Sends this text as Latin-1. */
  public RawClient send(String latin1) throws IOException {
    return send(MessageReader.latin1(latin1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    if (http2 == null) {
      socket.getOutputStream().write(bytes);
    } else {
      http2.send(bytes);
    }
    return this;
  }

  /** Sends a request without a body, with a {@code Host} unless one of the lines is one. */
  public RawClient request(String method, String target, String... lines) throws IOException {
    StringBuilder out = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    boolean host = false;
    for (String line : lines) {
      host |= line.regionMatches(true, 0, "host:", 0, 5);
      out.append(line).append("\r\n");
    }
    return send(out + (host ? "\r\n" : "Host: test\r\n\r\n"));
  }

  /** Sends a GET and reads its answer. */
  public Response get(String target, String... lines) throws IOException {
    return request("GET", target, lines).readResponse();
  }

  /** Reads the next response and its whole body; an interim one counts as a response. */
  public Response readResponse() {
    return readResponse(false);
  }

  /** Reads the next response and its whole body; the answer to a HEAD has none. */
  public Response readResponse(boolean forHead) {
    Response response = readHead(forHead);
    response.body();
    return response;
  }

  /** Reads the next response's head; the body is left to be read as it comes. */
  public Response readHead(boolean forHead) {
    try {
      String line = reader.line();
      if (line == null) {
        throw new IOException("the connection was closed before a response");
      }
      FieldLines fields = reader.fieldLines();
      boolean bodiless = forHead || line.matches("HTTP/1\\.[01] (1[0-9][0-9]|204|304) .*");
      MessageReader.Body body = bodiless ? reader.none() : reader.body(fields, true);
      return new Response(line, fields, body, this);
    } catch (IOException e) {
      throw failed("reading a response", e);
    }
  }

  /** What comes behind the responses that were read: for what is no longer HTTP. */
  public InputStream rest() {
    return reader.rest();
  }

  /** All that still comes until the connection ends, as Latin-1. A reset is an end too. */
  public String readToEnd() {
    StringBuilder rest = new StringBuilder();
    try {
      for (int next = reader.rest().read(); next >= 0; next = reader.rest().read()) {
        rest.append((char) next);
      }
    } catch (SocketException reset) {
      return rest.toString();
    } catch (IOException e) {
      throw failed("reading to the end", e);
    }
    return rest.toString();
  }

  /** Fails unless the server closes the connection without sending anything more. */
  public void expectClosed() {
    String rest = readToEnd();
    if (!rest.isEmpty()) {
      throw failed("expecting the end", new IOException("more bytes came: " + rest));
    }
  }

  /** Ends our side; what the server still sends can be read. */
  public RawClient shutdownOutput() throws IOException {
    if (http2 == null) {
      socket.shutdownOutput();
    } else {
      http2.endOutput();
    }
    return this;
  }

  /** Closes with a TCP reset instead of an orderly end. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public Socket socket() {
    return socket;
  }

  /** All bytes that came from the server, the first 64 KiB of them. */
  public String seen() {
    return http2 == null ? reader.seen() : reader.seen() + "\n" + http2.transcript();
  }

  AssertionError failed(String doing, IOException cause) {
    return new AssertionError(
        doing + ": " + cause + "; the client saw:\n" + seen() + "\n<end of what it saw>", cause);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
