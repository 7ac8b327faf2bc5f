package io.nearside.server;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What one connection has sent that costs us more than its client, counted within a window of time.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-10.5
 */
final class Http2Floods {
  /*
   * A request may bring some frames about itself (PRIORITY, WINDOW_UPDATE), and so may each piece of
   * a body: those are forgiven. Requests and bodies themselves have their own limits.
   */
  private static final int FRAMES_OF_A_REQUEST = 2;

  private final int maxResets;
  private final int maxControlFrames;
  private final long windowNanos;
  private final LongSupplier nanoTime;
  private final BooleanSupplier tooManyOfAddress;
  private long windowBegan;
  private int resets;
  private int controlFrames;

  /**
   * Counts of nothing.
   *
   * @param tooManyOfAddress counts one more reset for all connections of the client's address, and
   *     says whether that is too many
   */
  Http2Floods(Http2Config config, LongSupplier nanoTime, BooleanSupplier tooManyOfAddress) {
    this.tooManyOfAddress = tooManyOfAddress;
    this.maxResets = config.maxResets();
    this.maxControlFrames = config.maxControlFrames();
    this.windowNanos = TimeUnit.MILLISECONDS.toNanos(config.windowMillis());
    this.nanoTime = nanoTime;
    this.windowBegan = nanoTime.getAsLong();
  }

  /**
   * The client has taken a request back, or has made us reset it.
   *
   * @return whether that is too many
   */
  boolean reset() {
    boolean ofAddress = tooManyOfAddress.getAsBoolean();
    return (++resets > maxResets && isSameWindow()) || ofAddress;
  }

  /**
   * A frame has come that is no part of a request.
   *
   * @return whether that is too many
   */
  boolean controlFrame() {
    return ++controlFrames > maxControlFrames && isSameWindow();
  }

  /** A request has come. */
  void request() {
    forgive(FRAMES_OF_A_REQUEST);
  }

  /** A piece of a body has come, or gone out. */
  void payload() {
    forgive(1);
  }

  private void forgive(int frames) {
    controlFrames = Math.max(0, controlFrames - frames);
  }

  private boolean isSameWindow() {
    long now = nanoTime.getAsLong();
    if (now - windowBegan <= windowNanos) {
      return true;
    }
    windowBegan = now;
    resets = Math.min(resets, 1);
    controlFrames = Math.min(controlFrames, 1);
    return false;
  }
}
