package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** A part of an array that goes to a client. Nobody changes it. */
final class Slice {
  private final byte[] bytes;
  private final int offset;
  private final int length;

  Slice(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  static Slice of(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return new Slice(bytes, 0, bytes.length);
  }

  int length() {
    return length;
  }

  void copyTo(ByteBuf out) {
    out.writeBytes(bytes, offset, length);
  }

  /** A piece of it, whose bytes are not copied. */
  ByteBuf piece(int from, int size) {
    return Unpooled.wrappedBuffer(bytes, offset + from, size);
  }
}
