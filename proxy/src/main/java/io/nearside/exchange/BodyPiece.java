package io.nearside.exchange;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a response's body that several clients read, each at its own pace: a list that grows
 * at its end. A reader holds the piece it has read last; what nobody holds any more is the
 * collector's.
 *
 * <p>Written on the fetching loop, read on any.
 */
final class BodyPiece {
  /** What a piece is. */
  enum Kind {
    /** The place before the first piece. */
    START,
    /** Bytes. */
    DATA,
    /** The body is complete. */
    END,
    /** The body was cut short. */
    CUT
  }

  private static final byte[] NO_BYTES = {};

  private final Kind kind;
  private final byte[] bytes;
  private volatile @Nullable BodyPiece next;

  private BodyPiece(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  static BodyPiece start() {
    return new BodyPiece(Kind.START, NO_BYTES);
  }

  /** Appends bytes after this, the last piece. */
  BodyPiece append(byte[] data) {
    return follow(new BodyPiece(Kind.DATA, data));
  }

  /** Ends the list after this, the last piece. */
  BodyPiece finish(boolean complete) {
    return follow(new BodyPiece(complete ? Kind.END : Kind.CUT, NO_BYTES));
  }

  private BodyPiece follow(BodyPiece last) {
    next = last;
    return last;
  }

  Kind kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The next piece, or null while there is none. */
  @Nullable BodyPiece next() {
    return next;
  }
}
