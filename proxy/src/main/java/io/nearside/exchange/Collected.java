package io.nearside.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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

  /** Adds a piece; what does not fit makes the whole useless. */
  void add(byte[] piece) {
    if (!complete) {
      return;
    }
    if (length + piece.length > maxBytes || !budget.take(piece.length)) {
      giveUp();
      return;
    }
    pieces.add(piece);
    length += piece.length;
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
