package io.nearside.exchange;

import io.nearside.http.ByteRange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** The part of a streamed body that a client asked for, cut out of its pieces as they come. */
final class PartOfBody {
  private final ByteRange range;
  private long position;

  PartOfBody(ByteRange range) {
    this.range = range;
  }

  /** What of the body's next piece is in the part, or null when nothing is. Shares its bytes. */
  @Nullable ByteBuf next(byte[] piece) {
    long begins = position;
    position += piece.length;
    long from = Math.max(range.first(), begins);
    long to = Math.min(range.last() + 1, position);
    if (from >= to) {
      return null;
    }
    return Unpooled.wrappedBuffer(piece, (int) (from - begins), (int) (to - from));
  }

  /** Whether all of the part has come: what follows is not in it. */
  boolean isComplete() {
    return position > range.last();
  }
}
