package io.nearside.http;

/**
 * A part of a representation.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
 *
 * @param first position of its first byte, from 0
 * @param last position of its last byte, not before the first
 */
public record ByteRange(long first, long last) {
  public ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(first + "-" + last);
    }
  }

  /** How many bytes it has. */
  public long length() {
    return last - first + 1;
  }

  /** Whether all of another range is in this one. */
  public boolean contains(ByteRange other) {
    return first <= other.first && other.last <= last;
  }
}
