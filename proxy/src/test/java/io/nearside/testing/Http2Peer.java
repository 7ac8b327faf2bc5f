package io.nearside.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The server's side of one connection of HTTP/2, frame by frame. Read on one thread; written on
 * any.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9113#section-6
 */
public final class Http2Peer implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;

  private static final int PREFACE_BYTES = 24;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

  /** A frame as it came. */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    public boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    public String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** The number in the last four bytes, as of RST_STREAM and WINDOW_UPDATE. */
    public int number() {
      return Unpooled.wrappedBuffer(payload).getInt(payload.length - 4);
    }
  }

  /** The fields of HEADERS, the first value of each. */
  public record Head(int stream, Map<String, String> fields, boolean ends) {
    public String field(String name) {
      return fields.get(name);
    }
  }

  Http2Peer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Reads the preface and says what we allow: numbers and values of SETTINGS. */
  public void begin(int... settings) throws IOException {
    in.readNBytes(PREFACE_BYTES);
    settings(settings);
  }

  /** The next frame, whatever it is. */
  public Frame frame() throws IOException {
    int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException();
    }
    return new Frame(type, flags, stream, payload);
  }

  /** The next frame of this type; SETTINGS are acknowledged on the way, all else is dropped. */
  public Frame next(int type) throws IOException {
    while (true) {
      Frame frame = frame();
      if (frame.type == type) {
        return frame;
      }
      if (frame.type == SETTINGS && frame.flags == 0) {
        write(SETTINGS, ACK, 0);
      }
      if (frame.type == HEADERS) {
        // What it adds to the table is needed for the next one.
        decode(frame);
      }
    }
  }

  /** The next HEADERS. */
  public Head head() throws IOException {
    return decode(next(HEADERS));
  }

  private Head decode(Frame frame) throws IOException {
    try {
      ByteBuf block = Unpooled.wrappedBuffer(frame.payload);
      Http2Headers headers = decoder.decodeHeaders(frame.stream, block);
      Map<String, String> fields = new LinkedHashMap<>();
      headers.forEach(field -> fields.put(field.getKey() + "", field.getValue() + ""));
      return new Head(frame.stream, fields, frame.ends());
    } catch (Http2Exception broken) {
      throw new AssertionError(broken);
    }
  }

  /** Writes HEADERS: names and values in turn. */
  public void headers(int stream, boolean ends, String... fields) throws IOException {
    int flags = END_HEADERS | (ends ? END_STREAM : 0);
    write(HEADERS, flags, stream, block(stream, fields));
  }

  /** The block of a HEADERS frame. */
  public synchronized byte[] block(int stream, String... fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(stream, headers, block);
    } catch (Http2Exception broken) {
      throw new AssertionError(broken);
    }
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    return bytes;
  }

  public void data(int stream, String text, boolean ends) throws IOException {
    write(DATA, ends ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A whole response. */
  public void answer(int stream, String body) throws IOException {
    headers(stream, false, ":status", "200", "content-type", "text/plain");
    data(stream, body, true);
  }

  public void reset(int stream, int error) throws IOException {
    write(RST_STREAM, 0, stream, number(error));
  }

  public void goAway(int lastStream, int error) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(number(lastStream));
    payload.write(number(error));
    write(GOAWAY, 0, 0, payload.toByteArray());
  }

  public void windowUpdate(int stream, int bytes) throws IOException {
    write(WINDOW_UPDATE, 0, stream, number(bytes));
  }

  /** Writes SETTINGS: numbers and values in turn. */
  public void settings(int... settings) throws IOException {
    ByteBuf payload = Unpooled.buffer();
    for (int i = 0; i < settings.length; i += 2) {
      payload.writeShort(settings[i]).writeInt(settings[i + 1]);
    }
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    write(SETTINGS, 0, 0, bytes);
  }

  /** Writes any frame. */
  public synchronized void write(int type, int flags, int stream, byte... payload)
      throws IOException {
    byte[] frame = new byte[9 + payload.length];
    Unpooled.wrappedBuffer(frame)
        .writerIndex(0)
        .writeMedium(payload.length)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(stream)
        .writeBytes(payload);
    out.write(frame);
    out.flush();
  }

  /** Writes anything. */
  public synchronized void raw(String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static byte[] number(int number) {
    return new byte[] {
      (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
