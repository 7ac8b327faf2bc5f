package io.nearside.measure;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames of a client as bytes, written without looking at what may be written. */
final class Frames {
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
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int HEADER_BYTES = 9;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int CANCEL = 8;
  private static final int MOST_STRING_BYTES = 126;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Frames preface() {
    bytes.writeBytes(PREFACE);
    return frame(SETTINGS, 0, 0);
  }

  Frames frame(int type, int flags, int stream, byte... payload) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream);
    bytes.writeBytes(header.array());
    bytes.writeBytes(payload);
    return this;
  }

  /** A whole GET, by fields of the static table and literals that change no table. */
  Frames get(int stream, String authority, String path) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, fields(authority, path));
  }

  Frames cancel(int stream) {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  Frames windowUpdate(int stream, int increment) {
    return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
  }

  static byte[] fields(String authority, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x82); // :method GET
    block.write(0x86); // :scheme http
    literal(block, 0x01, authority); // :authority
    literal(block, 0x04, path); // :path
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    byte[] text = value.getBytes(StandardCharsets.US_ASCII);
    if (text.length > MOST_STRING_BYTES) {
      throw new IllegalArgumentException("too long for one byte of length: " + value);
    }
    block.write(name);
    block.write(text.length);
    block.writeBytes(text);
  }

  int size() {
    return bytes.size();
  }

  byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }
}
