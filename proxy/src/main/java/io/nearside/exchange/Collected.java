package io.nearside.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a response while it is collected for the stores, within the budget of all. */
final class Collected {
  private final CollectBudget budget;
  private final long maxBytes;
  private List<byte[]> pieces = new ArrayList<>();
  private long length;
  private boolean complete = true;

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
   * Adds a piece. One that does not fit makes the whole useless.
   *
   * @return why it did not fit, once; null otherwise
   */
  @Nullable String add(byte[] piece) {
    if (!complete) {
      return null;
    }
    boolean fits = length + piece.length <= maxBytes;
    if (!fits || !budget.take(piece.length)) {
      giveUp();
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

  /** The bytes of all pieces. */
  long length() {
    return length;
  }

  /** Drops everything: it is stored, or of no use. */
  void giveUp() {
    budget.giveBack(length);
    pieces = List.of();
    length = 0;
    complete = false;
  }
}
