package io.nearside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * Asks the rehearsed sidecar what clients ask, over bare sockets, whose classes are there anyway.
 */
final class RehearsedClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int HITS = 3_000;
  private static final int PASSES = 500;
  private static final int STREAMS = 500;

  /** The preface, empty SETTINGS, and then one stream's HEADERS after the other (RFC 9113). */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(ISO_8859_1);

  /** GET, http, and literal path and authority (RFC 7541, appendix A: 2, 6, 4 and 1). */
  private static final byte[] FIELDS = "\u0082\u0086\4\10/catalog\1\4demo".getBytes(ISO_8859_1);

  private static final int DATA = 0;
  private static final int END_STREAM = 1;
  private static final int FIELD_LENGTH_LIMIT = 8_192;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RehearsedClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** Misses, hits, what is not stored, a write that purges, and HTTP/2. */
  static void visit(int port) throws IOException {
    try (RehearsedClient client = new RehearsedClient(port)) {
      client.ask(1, "GET /catalog?sort=name&category=lighting", "");
      client.ask(HITS, "GET /catalog", "");
      client.ask(PASSES, "GET /me", "Authorization: Bearer someone\r\n");
      client.ask(1, "GET /catalog", "If-None-Match: \"none\"\r\nCookie: a=b\r\n");
      client.ask(1, "GET /catalog", "Range: bytes=0-9\r\nAccept-Encoding: gzip\r\n");
      client.ask(1, "DELETE /catalog/items/1", "");
      client.ask(1, "GET /nowhere", "");
    }
    try (RehearsedClient client = new RehearsedClient(port)) {
      client.askOverHttp2();
    }
  }

  /** A purge and the probes. */
  static void purge(int adminPort) throws IOException {
    try (RehearsedClient client = new RehearsedClient(adminPort)) {
      client.ask(1, "GET /healthz", "");
      client.ask(1, "GET /readyz", "");
    }
  }

  private void ask(int times, String line, String fields) throws IOException {
    byte[] request = (line + " HTTP/1.1\r\nHost: demo\r\n" + fields + "\r\n").getBytes(ISO_8859_1);
    for (int i = 0; i < times; i++) {
      out.write(request);
      readAnswer();
    }
  }

  private void readAnswer() throws IOException {
    long length = 0;
    boolean chunked = false;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      String field = line.toLowerCase(Locale.ROOT);
      chunked |= field.startsWith("transfer-encoding:");
      if (field.startsWith("content-length:")) {
        length = Long.parseLong(field.substring(field.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(chunked ? 0 : length);
    while (chunked) {
      long size = Long.parseLong(readLine(), 16);
      chunked = size > 0;
      in.skipNBytes(size);
      readLine();
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > FIELD_LENGTH_LIMIT) {
        throw new EOFException("the rehearsed sidecar ended its answer after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void askOverHttp2() throws IOException {
    out.write(PREFACE);
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      out.write(headers(stream));
      while (readFrame() != stream) {
        // Frames of the connection, and the first ones of the answer.
      }
    }
  }

  /** A whole request: END_STREAM and END_HEADERS. */
  private static byte[] headers(int stream) {
    byte[] frame = new byte[9 + FIELDS.length];
    frame[2] = (byte) FIELDS.length;
    frame[3] = 1;
    frame[4] = 1 | 4;
    frame[7] = (byte) (stream >> 8);
    frame[8] = (byte) stream;
    System.arraycopy(FIELDS, 0, frame, 9, FIELDS.length);
    return frame;
  }

  /** The stream that this frame ends, or 0. What DATA took of the window is given back. */
  private int readFrame() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    in.skipNBytes(length);
    if (type == DATA && length > 0) {
      out.write(
          new byte[] {
            0, 0, 4, 8, 0, 0, 0, 0, 0, 0, (byte) (length >> 16), (byte) (length >> 8), (byte) length
          });
    }
    return type <= 1 && (flags & END_STREAM) != 0 ? stream : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
