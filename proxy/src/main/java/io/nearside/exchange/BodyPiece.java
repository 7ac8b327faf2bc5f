package io.nearside.exchange;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
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
  private final HttpHeaders trailers;
  private volatile @Nullable BodyPiece next;

  private BodyPiece(Kind kind, byte[] bytes, HttpHeaders trailers) {
    this.kind = kind;
    this.bytes = bytes;
    this.trailers = trailers;
  }

  static BodyPiece start() {
    return new BodyPiece(Kind.START, NO_BYTES, EmptyHttpHeaders.INSTANCE);
  }

  /** Appends bytes after this, the last piece. */
  BodyPiece append(byte[] data) {
    return follow(new BodyPiece(Kind.DATA, data, EmptyHttpHeaders.INSTANCE));
  }

  /** Ends the complete body after this, its last piece. */
  BodyPiece finish(HttpHeaders trailers) {
    return follow(new BodyPiece(Kind.END, NO_BYTES, trailers));
  }

  /** Cuts the body short after this piece. */
  BodyPiece cut() {
    return follow(new BodyPiece(Kind.CUT, NO_BYTES, EmptyHttpHeaders.INSTANCE));
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

  /** What came behind the body; at its end only. */
  HttpHeaders trailers() {
    return trailers;
  }

  /** The next piece, or null while there is none. */
  @Nullable BodyPiece next() {
    return next;
  }
}
