package io.nearside.http;

import org.jspecify.annotations.Nullable;

/**
 * One of the parts that a {@code Range} field asks for, before the length of the representation is
 * known.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.1
 *
 * @param first position of the first byte; {@link #SUFFIX} for the last bytes of all
 * @param last position of the last byte, {@link Long#MAX_VALUE} for all that follow; of a suffix
 *     its length. A number that fits into no long is {@link Long#MAX_VALUE}.
 */
public record RangeSpec(long first, long last) {
  /** The {@link #first} of a suffix. */
  public static final long SUFFIX = -1;

  /** Reads an int-range or a suffix-range; null when it is neither. */
  static @Nullable RangeSpec parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return null;
    }
    boolean open = dash == text.length() - 1;
    long last = open ? Long.MAX_VALUE : Digits.of(text, dash + 1, text.length());
    if (dash == 0) {
      return open || last < 0 ? null : new RangeSpec(SUFFIX, last);
    }
    long first = Digits.of(text, 0, dash);
    return first < 0 || last < first ? null : new RangeSpec(first, last);
  }

  /** The bytes of a representation of this length that it asks for; null when there are none. */
  public @Nullable ByteRange within(long completeLength) {
    if (first != SUFFIX) {
      return first < completeLength
          ? new ByteRange(first, Math.min(last, completeLength - 1))
          : null;
    }
    long length = Math.min(last, completeLength);
    return length > 0 ? new ByteRange(completeLength - length, completeLength - 1) : null;
  }

  /** As in a field value. */
  @Override
  public String toString() {
    if (first == SUFFIX) {
      return "-" + last;
    }
    return last == Long.MAX_VALUE ? first + "-" : first + "-" + last;
  }
}
