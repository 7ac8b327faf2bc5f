package io.nearside.soak;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** An end of an HTTP/1 connection that blocks, of a client or of the backend. */
final class Wire implements Closeable {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int LINE_LIMIT = 64 << 10;

  /** Gets a body's bytes as they come. */
  interface Taker {
    void take(byte[] bytes, int offset, int length) throws IOException;

    Taker NONE = (bytes, offset, length) -> {};
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[16 << 10];
  private int at;
  private int end;

  Wire(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
      out = socket.getOutputStream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Wire connect(int port) throws IOException {
    return connect(port, 0);
  }

  /** A connection whose kernel takes so many bytes that nobody reads; 0: as many as it likes. */
  static Wire connect(int port, int receiveBufferBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    return new Wire(socket);
  }

  OutputStream out() {
    return out;
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a part of a body as one chunk. */
  void sendChunk(Filling filling, long from, long to) throws IOException {
    send(Long.toHexString(to - from) + "\r\n");
    filling.write(out, from, to);
    send("\r\n");
  }

  /** The next head, or null where the other end closed before it began. */
  Head readHead() throws IOException {
    String first = readLine();
    if (first == null) {
      return null;
    }
    Map<String, String> fields = new HashMap<>();
    for (String line = needLine(); !line.isEmpty(); line = needLine()) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon).toLowerCase(), line.substring(colon + 1).trim());
    }
    return new Head(first, fields);
  }

  /** The head of the answer proper, after those of interim responses. */
  Head readFinalHead() throws IOException {
    Head head = readHead();
    while (head != null && head.status() >= 100 && head.status() < 200 && head.status() != 101) {
      head = readHead();
    }
    return head;
  }

  /** Reads a response's body. Returns whether it came to its end. */
  boolean readBody(Head head, Taker taker) throws IOException {
    try {
      if (head.isChunked()) {
        readChunks(taker);
      } else if (head.contentLength() >= 0) {
        readBytes(head.contentLength(), taker);
      } else {
        for (int piece = read(); piece > 0; piece = read()) {
          takePiece(piece, taker);
        }
      }
      return true;
    } catch (EOFException cut) {
      return false;
    }
  }

  /** Reads a request's body, all of it. */
  void readRequestBody(Head head, Taker taker) throws IOException {
    if (head.isChunked()) {
      readChunks(taker);
    } else {
      readBytes(Math.max(0, head.contentLength()), taker);
    }
  }

  void readBytes(long length, Taker taker) throws IOException {
    for (long left = length; left > 0; ) {
      int piece = read();
      if (piece < 0) {
        throw new EOFException("the body ended " + left + " bytes early");
      }
      int taken = (int) Math.min(piece, left);
      takePiece(taken, taker);
      left -= taken;
    }
  }

  private void readChunks(Taker taker) throws IOException {
    for (long size = chunkSize(); size > 0; size = chunkSize()) {
      readBytes(size, taker);
      needLine();
    }
    while (!needLine().isEmpty()) {
      // a trailer
    }
  }

  private long chunkSize() throws IOException {
    String line = needLine().split(";")[0].trim();
    try {
      return Long.parseLong(line, 16);
    } catch (NumberFormatException odd) {
      throw new IOException("not a chunk size: " + line);
    }
  }

  /** Whether nothing more comes: the other end closed in order. */
  boolean isAtEnd() throws IOException {
    return read() < 0;
  }

  private void takePiece(int length, Taker taker) throws IOException {
    taker.take(buffer, at, length);
    at += length;
  }

  /** How many bytes are there, at least one, or -1 at the end. */
  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return at == end ? -1 : end - at;
  }

  private String needLine() throws IOException {
    String line = readLine();
    if (line == null) {
      throw new EOFException("closed within a message");
    }
    return line;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (read() < 0) {
        if (line.length() == 0) {
          return null;
        }
        throw new EOFException("closed within a line: " + line);
      }
      char c = (char) (buffer[at++] & 0xFF);
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() > LINE_LIMIT) {
        throw new IOException("no line but " + line.substring(0, 100));
      }
      if (c != '\r') {
        line.append(c);
      }
    }
  }

  /** Closes with RST in place of FIN. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
