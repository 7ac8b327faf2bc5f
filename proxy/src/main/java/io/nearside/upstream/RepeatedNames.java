package io.nearside.upstream;

import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of the fields of the last head, each in its place: a server says the same ones in the
 * same order again and again, and a name that comes again is neither made nor hashed anew.
 */
final class RepeatedNames {
  private static final int MOST_NAMES = 16;
  private static final int MOST_BYTES = 64;

  private final @Nullable AsciiString[] last = new AsciiString[MOST_NAMES];

  /**
   * The name in these bytes, in the same case.
   *
   * @param place the how manieth of its head it is, from zero
   */
  AsciiString name(int place, byte[] bytes, int start, int length) {
    if (place >= MOST_NAMES || length > MOST_BYTES) {
      return new AsciiString(bytes, start, length, true);
    }
    AsciiString known = last[place];
    if (known != null && isIn(known, bytes, start, length)) {
      return known;
    }
    AsciiString name = new AsciiString(bytes, start, length, true);
    last[place] = name;
    return name;
  }

  private static boolean isIn(AsciiString known, byte[] bytes, int start, int length) {
    int from = known.arrayOffset();
    return Arrays.equals(known.array(), from, from + known.length(), bytes, start, start + length);
  }
}
