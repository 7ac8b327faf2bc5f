package io.nearside.http;

import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a representation a message or body part holds, or that it holds none of those
 * asked for.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.4
 *
 * @param range the bytes that are there; null when none of those asked for exist
 * @param completeLength how many bytes the representation has, or {@link #UNKNOWN}
 */
public record ContentRange(@Nullable ByteRange range, long completeLength) {
  /** The length of a representation of which only a part is known. */
  public static final long UNKNOWN = -1;

  private static final String UNIT = "bytes ";

  public ContentRange {
    boolean known = completeLength >= 0;
    if (!known && (range == null || completeLength != UNKNOWN)) {
      throw new IllegalArgumentException(range + " of " + completeLength);
    }
    if (known && range != null && range.last() >= completeLength) {
      throw new IllegalArgumentException(range + " of " + completeLength);
    }
  }

  /** What says that no byte asked for exists. */
  public static ContentRange unsatisfied(long completeLength) {
    return new ContentRange(null, completeLength);
  }

  /**
   * Reads a field value. Null when it has another unit, is invalid, or has a number that is not
   * less than 2^63 - 1.
   */
  public static @Nullable ContentRange parse(@Nullable String text) {
    if (text == null || !text.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return null;
    }
    boolean unknown = text.startsWith("*", slash + 1) && slash + 2 == text.length();
    long length = unknown ? UNKNOWN : Digits.of(text, slash + 1, text.length());
    if (length == Long.MAX_VALUE || (!unknown && length < 0)) {
      return null;
    }
    if (text.startsWith("*/", UNIT.length())) {
      return unknown ? null : unsatisfied(length);
    }
    ByteRange range = range(text, slash);
    if (range == null || (!unknown && range.last() >= length)) {
      return null;
    }
    return new ContentRange(range, length);
  }

  private static @Nullable ByteRange range(String text, int end) {
    int dash = text.indexOf('-');
    if (dash < 0 || dash > end) {
      return null;
    }
    long first = Digits.of(text, UNIT.length(), dash);
    long last = Digits.of(text, dash + 1, end);
    boolean valid = first >= 0 && first <= last && last < Long.MAX_VALUE;
    return valid ? new ByteRange(first, last) : null;
  }

  /** As a field value. */
  @Override
  public String toString() {
    String length = completeLength == UNKNOWN ? "*" : Long.toString(completeLength);
    String there = range == null ? "*" : range.first() + "-" + range.last();
    return UNIT + there + "/" + length;
  }
}
