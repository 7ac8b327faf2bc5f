package io.nearside.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response while it is collected for the stores, within the budget of all. Only used
 * on one loop, but for {@link #isComplete}.
 */
final class Collected {
  private final CollectBudget budget;
  private final long maxBytes;
  private List<byte[]> pieces = new ArrayList<>();
  private long length;
  private volatile boolean complete = true;

  /**
   * An empty one.
   *
   * @param maxBytes how much it may become
   */
  Collected(CollectBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a piece. One that does not fit makes the whole useless: it is to be given up.
   *
   * @return why it did not fit, once; null otherwise
   */
  @Nullable String add(byte[] piece) {
    if (!complete) {
      return null;
    }
    boolean fits = length + piece.length <= maxBytes;
    if (!fits || !budget.take(piece.length)) {
      stop();
      return fits ? "no-memory" : "too-large";
    }
    pieces.add(piece);
    length += piece.length;
    return null;
  }

  /** Whether all that came is here. */
  boolean isComplete() {
    return complete;
  }

  List<byte[]> pieces() {
    return pieces;
  }

  /** All pieces in one. */
  byte[] bytes() {
    ByteBuffer all = ByteBuffer.allocate((int) length);
    pieces.forEach(all::put);
    return all.array();
  }

  /** The bytes of all pieces; once stopped those that count in the budget. */
  long length() {
    return length;
  }

  /** Drops the pieces, but takes their room from the budget while others may still hold them. */
  void stop() {
    pieces = List.of();
    complete = false;
  }

  /** Drops everything: it is stored, or of no use. */
  void giveUp() {
    stop();
    budget.giveBack(length);
    length = 0;
  }
}
