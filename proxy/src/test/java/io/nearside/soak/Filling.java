package io.nearside.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/** The bytes of a body: as many as one likes, and others for each name. */
record Filling(int start) {
  private static final int SIZE = 1 << 20;
  private static final int PIECE = 1 << 14;
  private static final byte[] BYTES = new byte[SIZE];

  static {
    new Random(9110).nextBytes(BYTES);
  }

  static Filling of(String name) {
    return new Filling(spread(name) & (SIZE - 1));
  }

  /** A number that is the same for the same name in each process. */
  static int spread(String name) {
    int hash = name.hashCode() * 0x9E3779B9;
    return (hash ^ (hash >>> 15)) & Integer.MAX_VALUE;
  }

  void write(OutputStream out, long from, long to) throws IOException {
    for (long position = from; position < to; ) {
      int at = at(position);
      int length = (int) Math.min(Math.min(PIECE, SIZE - at), to - position);
      out.write(BYTES, at, length);
      position += length;
    }
  }

  byte[] bytes(long from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = BYTES[at(from + i)];
    }
    return bytes;
  }

  /** Whether these bytes are the ones that begin at a position of the body. */
  boolean matches(byte[] bytes, int offset, int length, long position) {
    for (int done = 0; done < length; ) {
      int at = at(position + done);
      int run = Math.min(SIZE - at, length - done);
      int from = offset + done;
      if (!Arrays.equals(bytes, from, from + run, BYTES, at, at + run)) {
        return false;
      }
      done += run;
    }
    return true;
  }

  private int at(long position) {
    return (int) ((start + position) & (SIZE - 1));
  }
}
