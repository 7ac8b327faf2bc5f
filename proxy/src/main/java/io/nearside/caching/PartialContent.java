package io.nearside.caching;

import io.nearside.http.ByteRange;
import io.nearside.http.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The pieces of a wanted range that are not there, in order; none when all of it is. */
  public static List<ByteRange> missing(List<ByteRange> there, ByteRange wanted) {
    List<ByteRange> pieces = new ArrayList<>();
    long next = wanted.first();
    for (ByteRange part : there) {
      if (part.last() < next) {
        continue;
      }
      if (part.first() > wanted.last()) {
        break;
      }
      if (part.first() > next) {
        pieces.add(new ByteRange(next, part.first() - 1));
      }
      next = part.last() + 1;
    }
    if (next <= wanted.last()) {
      pieces.add(new ByteRange(next, wanted.last()));
    }
    return pieces;
  }

  /**
   * The one piece of a wanted range that is not there; null when nothing is missing and when more
   * than one piece is, which {@link #missing} tells apart.
   */
  public static @Nullable ByteRange gap(List<ByteRange> there, ByteRange wanted) {
    List<ByteRange> pieces = missing(there, wanted);
    return pieces.size() == 1 ? pieces.get(0) : null;
  }

  /** The parts with one more; null when they would be too many to keep. */
  public static @Nullable List<ByteRange> with(List<ByteRange> there, ByteRange added) {
    List<ByteRange> parts = new ArrayList<>(there.size() + 1);
    long first = added.first();
    long last = added.last();
    int place = 0;
    for (ByteRange part : there) {
      if (part.last() < added.first() - 1) {
        parts.add(part);
        place = parts.size();
      } else if (part.first() - 1 > added.last()) {
        parts.add(part);
      } else {
        first = Math.min(first, part.first());
        last = Math.max(last, part.last());
      }
    }
    parts.add(place, new ByteRange(first, last));
    return parts.size() > MAX_PARTS ? null : List.copyOf(parts);
  }

  /**
   * Whether a 206 is of the very representation that is stored: both have one strong validator, and
   * it does not name several ranges.
   */
  public static boolean mayCombine(Representation stored, Fields partial) {
    return partial.all("content-range").size() <= 1
        && Validators.matchStrongly(stored.entityTag(), Validators.entityTag(partial));
  }
}
