package io.nearside.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames that a server sends, each of which is checked: its length, stream and flags, the state
 * of its stream, our windows, and the fields of a response. One thread reads; others may say what
 * was sent to the server.
 */
final class ServerFrames {
  static final int INITIAL_WINDOW = 65_535;
  private static final int MAX_FRAME = 16_384;

  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 20);
  private final StreamStates streams = new StreamStates();
  private final StringBuilder transcript = new StringBuilder();
  private boolean settingsSeen;
  private int lastGoAway = Integer.MAX_VALUE;

  ServerFrames(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** What we have told the server of streams and windows. */
  StreamStates streams() {
    return streams;
  }

  /** The frames so far. */
  String transcript() {
    synchronized (transcript) {
      return transcript.toString();
    }
  }

  void note(String line) {
    synchronized (transcript) {
      if (transcript.length() < 64 * 1024) {
        transcript.append(line).append('\n');
      }
    }
  }

  /** The next frame, a field section whole and decoded; null when the connection has ended. */
  Frame next() throws IOException {
    Frame frame = raw();
    if (frame == null) {
      note("< end");
      return null;
    }
    if (frame.type() == Frame.HEADERS) {
      frame = whole(frame);
    }
    note("< " + frame);
    check(frame);
    return frame;
  }

  private Frame raw() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int length = first << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int streamId = in.readInt();
    must(length <= MAX_FRAME, "a frame of " + length + " bytes");
    must(streamId >= 0, "the reserved bit is set");
    byte[] payload = new byte[length];
    try {
      in.readFully(payload);
    } catch (EOFException e) {
      throw new IOException("the connection ended within a frame", e);
    }
    Frame frame = Frame.of(type, flags, streamId, payload);
    must(settingsSeen || type == Frame.SETTINGS && flags == 0, "begins with " + frame);
    settingsSeen = true;
    return frame;
  }

  private Frame whole(Frame headers) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(content(headers, headers.has(Frame.PRIORITY_FLAG) ? 5 : 0));
    for (Frame part = headers; !part.has(Frame.END_HEADERS); ) {
      part = raw();
      must(
          part != null
              && part.type() == Frame.CONTINUATION
              && part.streamId() == headers.streamId()
              && (part.flags() & ~Frame.END_HEADERS) == 0,
          "within a field section: " + part);
      block.writeBytes(part.payload());
    }
    List<Field> fields = decode(headers.streamId(), block.toByteArray());
    return new Frame(headers.type(), headers.flags(), headers.streamId(), new byte[0], fields);
  }

  private List<Field> decode(int streamId, byte[] block) throws IOException {
    List<Field> fields = new ArrayList<>();
    ByteBuf bytes = Unpooled.wrappedBuffer(block);
    try {
      decoder
          .decodeHeaders(streamId, bytes)
          .forEach(field -> fields.add(Field.of(latin1(field.getKey()), latin1(field.getValue()))));
    } catch (Http2Exception e) {
      throw new IOException("a field section that is wrong: " + e.getMessage(), e);
    }
    return fields;
  }

  private static String latin1(CharSequence text) {
    return new String(
        text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }

  private void check(Frame frame) throws IOException {
    int length = frame.payload().length;
    switch (frame.type()) {
      case Frame.DATA -> {
        mayFlag(frame, Frame.END_STREAM | Frame.PADDED);
        content(frame, 0);
        streams.received(frame);
      }
      case Frame.HEADERS -> {
        mayFlag(frame, Frame.END_STREAM | Frame.END_HEADERS | Frame.PADDED | Frame.PRIORITY_FLAG);
        ResponseFields.check(frame, streams.expectsTrailers(frame.streamId()));
        streams.received(frame);
      }
      case Frame.RST_STREAM -> {
        mayFlag(frame, 0);
        must(length == 4, "a length that is wrong: " + frame);
        streams.received(frame);
      }
      case Frame.SETTINGS -> checkSettings(frame);
      case Frame.PING -> {
        mayFlag(frame, Frame.ACK);
        must(length == 8 && frame.streamId() == 0, "wrong: " + frame);
      }
      case Frame.GOAWAY -> checkGoAway(frame);
      case Frame.WINDOW_UPDATE -> {
        mayFlag(frame, 0);
        must(length == 4 && ByteBuffer.wrap(frame.payload()).getInt() > 0, "wrong: " + frame);
        streams.received(frame);
      }
      default -> throw new IOException("a server does not send " + frame);
    }
  }

  private void checkSettings(Frame frame) throws IOException {
    mayFlag(frame, Frame.ACK);
    must(frame.streamId() == 0 && frame.payload().length % 6 == 0, "wrong: " + frame);
    if (frame.has(Frame.ACK)) {
      must(frame.payload().length == 0, "an ACK with settings: " + frame);
      streams.settingsAcked();
      return;
    }
    ByteBuffer settings = ByteBuffer.wrap(frame.payload());
    while (settings.hasRemaining()) {
      int identifier = settings.getShort();
      int value = settings.getInt();
      boolean legal =
          switch (identifier) {
            case 2 -> value == 0;
            case 4 -> value >= 0;
            case 5 -> value >= MAX_FRAME && value < 1 << 24;
            case 8 -> value == 0 || value == 1;
            default -> true;
          };
      must(legal, "setting " + identifier + " = " + value);
    }
  }

  private void checkGoAway(Frame frame) throws IOException {
    mayFlag(frame, 0);
    must(frame.streamId() == 0 && frame.payload().length >= 8, "wrong: " + frame);
    int last = ByteBuffer.wrap(frame.payload()).getInt();
    must(last >= 0 && last <= lastGoAway, "the last stream of GOAWAY grew: " + frame);
    lastGoAway = last;
  }

  private static void mayFlag(Frame frame, int flags) throws IOException {
    must((frame.flags() & ~flags) == 0, "flags that are not defined: " + frame);
  }

  /** What is left of the payload without padding and what stands in front. */
  static byte[] content(Frame frame, int front) throws IOException {
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    int padding = frame.has(Frame.PADDED) ? payload.get() & 0xff : 0;
    must(payload.remaining() >= front + padding, "padding that is too long: " + frame);
    byte[] content = new byte[payload.remaining() - front - padding];
    payload.position(payload.position() + front);
    payload.get(content);
    return content;
  }

  static void must(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }
}
