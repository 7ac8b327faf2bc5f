package io.nearside.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A point that threads wait at until a test opens it. Waiting is bounded: a gate never hangs. */
public final class Gate {
  private static final long TIMEOUT_SECONDS = 10;

  private final String name;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  /** A closed gate; the name is for the failure message. */
  public Gate(String name) {
    this.name = name;
  }

  /** Lets through whoever waits now or comes later. */
  public void open() {
    opened.countDown();
  }

  /** Waits here until the gate is open. */
  public void await() {
    arrived.countDown();
    await(opened, "gate \"" + name + "\" was not opened");
  }

  /** Returns as soon as somebody has come to the gate, open or not. */
  public void awaitArrival() {
    await(arrived, "nobody came to gate \"" + name + "\"");
  }

  public boolean isOpen() {
    return opened.getCount() == 0;
  }

  private static void await(CountDownLatch latch, String otherwise) {
    try {
      if (!latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(otherwise + " within " + TIMEOUT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + otherwise, e);
    }
  }
}
