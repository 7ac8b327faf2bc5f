package io.nearside.store;

import static io.nearside.store.BigEndian.i32;
import static io.nearside.store.BigEndian.i64;
import static io.nearside.store.BigEndian.u16;

import io.nearside.caching.PartialContent;
import io.nearside.http.ByteRange;
import io.nearside.http.HttpDate;
import java.util.List;

/**
 * Whether bytes from the far store are a {@link StoredResponse}: looked at in place, for every far
 * hit goes through it. What it lets through can be read without another look at any length.
 */
final class StoredCheck {
  /**
   * The first and the last second that an HTTP date can say: years 0 to 9999, a leap second more.
   */
  private static final long FIRST_DATE = -62_167_219_200_000L;

  private static final long LAST_DATE = 253_402_300_800_000L;

  private StoredCheck() {}

  static boolean isSound(byte[] bytes) {
    if (bytes.length < StoredFormat.HEADER
        || bytes[0] != StoredFormat.MAGIC
        || bytes[1] != StoredFormat.VERSION
        || i32(bytes, StoredFormat.TOTAL_LENGTH) != bytes.length
        || i32(bytes, StoredFormat.FETCH_MILLIS) < 0) {
      return false;
    }
    int headLength = i32(bytes, StoredFormat.HEAD_LENGTH);
    int hiddenLength = i32(bytes, StoredFormat.HIDDEN_LENGTH);
    int bodyLength = i32(bytes, StoredFormat.BODY_LENGTH);
    if (headLength < 0 || hiddenLength < 0 || bodyLength < 0) {
      return false;
    }
    long headOffset = (long) bytes.length - bodyLength - hiddenLength - headLength;
    return headOffset >= StoredFormat.HEADER
        && endOfNames(bytes) == headOffset
        && partsFit(bytes, bodyLength)
        && isDate(i64(bytes, StoredFormat.LAST_MODIFIED))
        && isDate(i64(bytes, StoredFormat.DATE))
        && entityTagFits(bytes, (int) headOffset, headLength);
  }

  /** Where what comes before the head ends; -1 when it goes past the end of all. */
  private static long endOfNames(byte[] bytes) {
    int count = u16(bytes, StoredFormat.NAME_COUNT);
    long end = StoredFormat.namesOffset(bytes);
    for (int i = 0; i < count; i++) {
      if (end + 2 > bytes.length) {
        return -1;
      }
      end += 2 + u16(bytes, (int) end);
    }
    return end <= bytes.length ? end : -1;
  }

  private static boolean partsFit(byte[] bytes, int bodyLength) {
    int count = u16(bytes, StoredFormat.PART_COUNT);
    long completeLength = i64(bytes, StoredFormat.COMPLETE_LENGTH);
    if (count == 0) {
      return completeLength == bodyLength;
    }
    if (count > PartialContent.MAX_PARTS) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      long first = StoredFormat.firstOfPart(bytes, i);
      if (first < 0 || StoredFormat.lastOfPart(bytes, i) < first) {
        return false;
      }
    }
    int status = u16(bytes, StoredFormat.STATUS);
    return fit(StoredFormat.parts(bytes), completeLength, bodyLength, status);
  }

  /** Whether a body of this length is these parts, or where there are none the whole. */
  static boolean fit(List<ByteRange> parts, long completeLength, int bodyLength, int status) {
    if (parts.isEmpty()) {
      return completeLength == bodyLength;
    }
    return status == 200
        && !isWhole(parts, completeLength)
        && PartialContent.isNormal(parts, completeLength)
        && PartialContent.length(parts) == bodyLength;
  }

  /** Whether this is the one part that is everything. */
  static boolean isWhole(List<ByteRange> parts, long completeLength) {
    if (parts.size() != 1) {
      return false;
    }
    ByteRange only = parts.get(0);
    return only.first() == 0 && only.last() == completeLength - 1;
  }

  private static boolean isDate(long millis) {
    return millis == HttpDate.INVALID
        || (FIRST_DATE <= millis && millis <= LAST_DATE && millis % 1000 == 0);
  }

  private static boolean entityTagFits(byte[] bytes, int headOffset, int headLength) {
    int place = i32(bytes, StoredFormat.ENTITY_TAG_PLACE);
    int length = i32(bytes, StoredFormat.ENTITY_TAG_LENGTH);
    if (length == 0) {
      return place == 0;
    }
    if (place < 0 || length < 0 || (long) place + length > headLength) {
      return false;
    }
    // Whether it is one is looked at where it is used: a hit does without.
    return bytes[headOffset + place + length - 1] == '"';
  }
}
