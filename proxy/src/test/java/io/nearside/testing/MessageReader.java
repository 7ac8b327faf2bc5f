package io.nearside.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads HTTP/1 messages from a connection: the lines of a head, then a body by its framing. */
final class MessageReader {
  private static final int MAX_LINE = 256 * 1024;

  private final Transcript transcript;
  private final InputStream in;

  MessageReader(InputStream from) {
    transcript = new Transcript(from);
    in = new BufferedInputStream(transcript, 16 * 1024);
  }

  String seen() {
    return transcript.text();
  }

  InputStream rest() {
    return in;
  }

  /** The next line without its CRLF, or null at the end of the connection. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
          throw new IOException("a line that ends without CR: " + line);
        }
        line.setLength(line.length() - 1);
        return line.toString();
      }
      line.append((char) next);
      if (line.length() > MAX_LINE) {
        throw new IOException("a line of more than " + MAX_LINE + " bytes");
      }
    }
    if (!line.isEmpty()) {
      throw new EOFException("the connection ended within a line: " + line);
    }
    return null;
  }

  /** The field lines up to the empty line, in order, as they were written. */
  FieldLines fieldLines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); ; line = line()) {
      if (line == null) {
        throw new EOFException("the connection ended within a head");
      }
      if (line.isEmpty()) {
        return new FieldLines(lines);
      }
      if (line.indexOf(':') < 1 || Character.isWhitespace(line.charAt(0))) {
        throw new IOException("not a field line: " + line);
      }
      lines.add(line);
    }
  }

  /** A body whose framing these fields tell; without any it is what {@code otherwise} says. */
  Body body(FieldLines fields, boolean untilClose) throws IOException {
    List<String> codings = fields.all("Transfer-Encoding");
    List<String> lengths = fields.all("Content-Length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty() || !codings.equals(List.of("chunked"))) {
        throw new IOException("framing that is not clear: " + codings + " " + lengths);
      }
      return new Body(Framing.CHUNKED, 0);
    }
    if (lengths.isEmpty()) {
      return untilClose ? new Body(Framing.UNTIL_CLOSE, 0) : none();
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("[0-9]{1,18}")) {
      throw new IOException("a Content-Length that is not clear: " + lengths);
    }
    return new Body(Framing.LENGTH, Long.parseLong(lengths.get(0)));
  }

  Body none() {
    return new Body(Framing.LENGTH, 0);
  }

  private enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  /** A body as it comes in; ends early, and says so, when the connection does. */
  final class Body extends InputStream {
    private final Framing framing;
    private long left;
    private boolean firstChunk = true;
    private boolean ended;
    private boolean truncated;
    private List<String> trailers = List.of();

    private Body(Framing framing, long length) {
      this.framing = framing;
      this.left = length;
    }

    /** Whether the connection ended before the body did. */
    boolean truncated() {
      return truncated;
    }

    /** The trailer section of a chunked body that was read to its end. */
    List<String> trailers() {
      return trailers;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      try {
        return readSome(into, offset, length);
      } catch (EOFException | SocketException gone) {
        // A reset while the body comes is one of the ways in which it is cut short.
        ended = true;
        truncated = true;
        return -1;
      }
    }

    private int readSome(byte[] into, int offset, int length) throws IOException {
      if (ended || atEnd()) {
        ended = true;
        return -1;
      }
      int most = framing == Framing.UNTIL_CLOSE ? length : (int) Math.min(length, left);
      int count = in.read(into, offset, most);
      if (count > 0) {
        left -= count;
        return count;
      }
      if (framing != Framing.UNTIL_CLOSE) {
        throw new EOFException("the connection ended within a body");
      }
      ended = true;
      return -1;
    }

    private boolean atEnd() throws IOException {
      if (framing == Framing.UNTIL_CLOSE || left > 0) {
        return false;
      }
      return framing == Framing.LENGTH || !nextChunk();
    }

    private boolean nextChunk() throws IOException {
      if (!firstChunk && !"".equals(requiredLine())) {
        throw new IOException("chunk data that does not end with CRLF");
      }
      firstChunk = false;
      String size = requiredLine().split(";", 2)[0];
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("not a chunk size: " + size);
      }
      left = Long.parseLong(size, 16);
      if (left == 0) {
        trailers = fieldLines().lines();
      }
      return left > 0;
    }

    private String requiredLine() throws IOException {
      String line = line();
      if (line == null) {
        throw new EOFException("the connection ended within a chunked body");
      }
      return line;
    }
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
