package io.nearside.server;

import java.util.concurrent.TimeUnit;

/**
 * The body of the request under way: how far it has come, how large it may get and how long its
 * next piece may take. Only used on its connection's loop.
 */
final class RequestBody {
  /*
   * Time is a credit: it runs out while the client sends nothing, and what comes earns as much as
   * it would have taken at the lowest rate. It never exceeds the longest pause, so that a fast
   * beginning does not pay for an end that never comes.
   */
  private enum State {
    /** All of the request has been read. */
    COMPLETE,
    /** There is none, but its empty end has not come by. */
    EMPTY_END_AWAITED,
    /** Pieces are coming and go to the exchange. */
    STREAMING
  }

  private final long longestPauseNanos;
  private final long minBytesPerSecond;

  private State state = State.COMPLETE;
  private boolean paused;
  private long maxBytes;
  private long bytes;
  private long creditNanos;
  private long creditedNanos;

  /**
   * None yet.
   *
   * @param minBytesPerSecond the lowest rate, 0 for any
   */
  RequestBody(long longestPauseMillis, long minBytesPerSecond) {
    this.longestPauseNanos = TimeUnit.MILLISECONDS.toNanos(longestPauseMillis);
    this.minBytesPerSecond = minBytesPerSecond;
  }

  /** A request's head has come; so far nothing of a body is awaited but its end. */
  void headRead() {
    state = State.EMPTY_END_AWAITED;
    paused = false;
  }

  /** Its pieces are awaited from now on, and no more than so many bytes. */
  void begin(long mostBytes, long nowNanos) {
    state = State.STREAMING;
    maxBytes = mostBytes;
    bytes = 0;
    creditNanos = longestPauseNanos;
    creditedNanos = nowNanos;
  }

  /** Whatever follows is only read to be dropped. */
  void giveUp() {
    state = State.STREAMING;
    maxBytes = Long.MAX_VALUE;
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  boolean isStreaming() {
    return state == State.STREAMING;
  }

  /** Whether it is not read just now, on purpose. */
  boolean isPaused() {
    return paused;
  }

  /** Goes on or pauses: a pause of ours costs the client nothing. */
  void paused(boolean value, long nowNanos) {
    if (paused != value) {
      earn(0, nowNanos);
      paused = value;
    }
  }

  /** A piece has come. */
  void piece(int pieceBytes, boolean last, long nowNanos) {
    bytes += pieceBytes;
    earn(pieceBytes, nowNanos);
    if (last) {
      state = State.COMPLETE;
      paused = false;
    }
  }

  private void earn(int pieceBytes, long nowNanos) {
    if (!paused) {
      creditNanos -= nowNanos - creditedNanos;
    }
    creditedNanos = nowNanos;
    if (pieceBytes > 0) {
      long earned =
          minBytesPerSecond == 0
              ? longestPauseNanos
              : TimeUnit.SECONDS.toNanos(pieceBytes) / minBytesPerSecond;
      creditNanos = Math.min(longestPauseNanos, creditNanos + earned);
    }
  }

  /** Its end has come by, where there is none. */
  void end() {
    state = State.COMPLETE;
  }

  /** Whether more has come than may. */
  boolean isTooLarge() {
    return bytes > maxBytes;
  }

  /** How long the next piece may take from now on. */
  long nextPieceMillis(long nowNanos) {
    earn(0, nowNanos);
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(creditNanos));
  }
}
