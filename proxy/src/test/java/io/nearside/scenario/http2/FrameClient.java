package io.nearside.scenario.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A client that writes any frame it is told to, and says which frames come back. */
final class FrameClient implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private Http2Headers section;
  private final DefaultHttp2HeadersDecoder sections = new DefaultHttp2HeadersDecoder(false);

  /** A frame that came. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean ends() {
      return (flags & END_STREAM) != 0;
    }

    /** The error code of a RST_STREAM or a GOAWAY. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  /** The answer on a stream. */
  record Answer(Http2Headers head, String body, int error) {
    int status() {
      return head == null ? 0 : Integer.parseInt(head.status().toString());
    }

    String field(String name) {
      CharSequence value = head.get(name);
      return value == null ? null : value.toString();
    }
  }

  private FrameClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Connects, with these settings as ids and values. */
  static FrameClient connect(int port, int... settings) throws IOException {
    FrameClient client = new FrameClient(new Socket("127.0.0.1", port));
    ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
    for (int i = 0; i < settings.length; i += 2) {
      payload.putShort((short) settings[i]).putInt(settings[i + 1]);
    }
    client.raw(PREFACE.getBytes(StandardCharsets.US_ASCII));
    client.frame(SETTINGS, 0, 0, payload.array());
    client.frame(SETTINGS, 1, 0);
    return client;
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void frame(int type, int flags, int stream, byte... payload) throws IOException {
    raw(bytes(type, flags, stream, payload));
  }

  static byte[] bytes(int type, int flags, int stream, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Names and values in turn, as a field section without any compression. */
  static byte[] section(String... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      bytes.write(0);
      text(bytes, fields[i]);
      text(bytes, fields[i + 1]);
    }
    return bytes.toByteArray();
  }

  private static void text(ByteArrayOutputStream bytes, String text) {
    byte[] latin1 = text.getBytes(StandardCharsets.ISO_8859_1);
    if (latin1.length < 127) {
      bytes.write(latin1.length);
    } else {
      bytes.write(127);
      int rest = latin1.length - 127;
      for (; rest >= 128; rest >>= 7) {
        bytes.write(rest & 127 | 128);
      }
      bytes.write(rest);
    }
    bytes.writeBytes(latin1);
  }

  /** Begins a GET of this target; further fields follow in pairs. */
  void get(int stream, String target, String... fields) throws IOException {
    headers(stream, END_STREAM | END_HEADERS, "GET", target, fields);
  }

  void headers(int stream, int flags, String method, String target, String... fields)
      throws IOException {
    byte[] pseudo =
        section(":method", method, ":scheme", "http", ":authority", "h", ":path", target);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(pseudo);
    all.writeBytes(section(fields));
    frame(HEADERS, flags, stream, all.toByteArray());
  }

  void windowUpdate(int stream, int increment) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, number(increment));
  }

  /** The next frame, or null at the end of the connection. */
  Frame next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      Frame frame = new Frame(type, flags, stream, in.readNBytes(length));
      // Each section is decoded, for they share a state.
      section = type == HEADERS ? decode(frame) : section;
      return frame;
    } catch (EOFException | SocketException ended) {
      return null;
    }
  }

  /** The next frame of this type. */
  Frame next(int type) throws IOException {
    Frame frame = next();
    while (frame != null && frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  /** All of the answer on a stream; frames of other streams are skipped. */
  Answer answer(int stream) throws IOException {
    Http2Headers head = null;
    StringBuilder body = new StringBuilder();
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.type() == HEADERS) {
        head = frame.stream() == stream && head == null ? section : head;
      }
      if (frame.stream() != stream) {
        continue;
      }
      if (frame.type() == DATA) {
        body.append(new String(frame.payload(), StandardCharsets.ISO_8859_1));
      }
      if (frame.type() == RST_STREAM) {
        return new Answer(head, body.toString(), frame.error());
      }
      if (frame.ends() && frame.type() <= HEADERS) {
        return new Answer(head, body.toString(), -1);
      }
    }
    throw new EOFException("the connection ended before the answer");
  }

  private Http2Headers decode(Frame frame) {
    try {
      ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
      return sections.decodeHeaders(frame.stream(), block);
    } catch (Http2Exception malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** How the connection ends: the error of the last GOAWAY, or -1 where there was none. */
  int end() throws IOException {
    int error = -1;
    for (Frame frame = next(); frame != null; frame = next()) {
      error = frame.type() == GOAWAY ? frame.error() : error;
    }
    return error;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
