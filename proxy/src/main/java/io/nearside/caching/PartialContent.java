package io.nearside.caching;

import io.nearside.http.ByteRange;
import java.util.List;

/**
 * The parts of a representation that a stored response holds: in order, not overlapping and not
 * touching each other.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.3 and
 * https://www.rfc-editor.org/rfc/rfc9111#section-3.4
 */
public final class PartialContent {
  /** More parts than this are not kept of one representation. */
  public static final int MAX_PARTS = 16;

  private PartialContent() {}

  /** Whether these are parts of a representation of this length, in the form they are kept in. */
  public static boolean isNormal(List<ByteRange> parts, long completeLength) {
    if (parts.size() > MAX_PARTS) {
      return false;
    }
    long before = -2;
    for (ByteRange part : parts) {
      if (part.first() - 1 <= before || part.last() >= completeLength) {
        return false;
      }
      before = part.last();
    }
    return true;
  }

  /** How many bytes the parts have together. */
  public static long length(List<ByteRange> parts) {
    long length = 0;
    for (ByteRange part : parts) {
      length += part.length();
    }
    return length;
  }
}
