package io.nearside.http;

/** Numbers of any length in decimal digits. */
final class Digits {
  private Digits() {}

  /**
   * The number that this part of a text is, {@link Long#MAX_VALUE} when it is that or larger, or -1
   * when it is empty or something else.
   */
  static long of(String text, int from, int to) {
    if (from >= to) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      boolean fits = value <= (Long.MAX_VALUE - digit) / 10;
      value = fits ? value * 10 + digit : Long.MAX_VALUE;
    }
    return value;
  }
}
