package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final AtomicInteger passed = new AtomicInteger();
  private final Deadline deadline = new Deadline(loop, passed::incrementAndGet);

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }

  /** Returns when a timer of the same loop has fired that was set later and is due later. */
  private void letPass(long millis) throws InterruptedException {
    CountDownLatch later = new CountDownLatch(1);
    loop.schedule(later::countDown, millis, TimeUnit.MILLISECONDS);
    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itPassesOnce() throws InterruptedException {
    onLoop(() -> deadline.in(10));
    letPass(60);
    assertThat(passed).hasValue(1);
  }

  @Test
  void itCanBeMovedEarlierAndLater() throws InterruptedException {
    onLoop(
        () -> {
          deadline.in(60_000);
          deadline.in(10);
        });
    letPass(60);
    assertThat(passed).hasValue(1);
    onLoop(
        () -> {
          deadline.in(10);
          deadline.in(60_000);
        });
    letPass(60);
    assertThat(passed).hasValue(1);
    onLoop(() -> deadline.in(10));
    letPass(60);
    assertThat(passed).hasValue(2);
    onLoop(deadline::cancel);
  }

  @Test
  void unsetItDoesNotPass() throws InterruptedException {
    onLoop(
        () -> {
          deadline.in(10);
          deadline.never();
        });
    letPass(60);
    onLoop(
        () -> {
          deadline.in(10);
          deadline.cancel();
        });
    letPass(60);
    assertThat(passed).hasValue(0);
  }

  @Test
  void itCanBeSetAgainAfterItWasUnset() throws InterruptedException {
    onLoop(
        () -> {
          deadline.in(30);
          deadline.never();
          deadline.in(10);
        });
    letPass(80);
    assertThat(passed).hasValue(1);
  }

  @Test
  void whatHappensWhenItPassesMaySetItAgain() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    Deadline[] again = new Deadline[1];
    again[0] =
        new Deadline(
            loop,
            () -> {
              if (rounds.incrementAndGet() < 3) {
                again[0].in(5);
              }
            });
    onLoop(() -> again[0].in(5));
    letPass(100);
    assertThat(rounds).hasValue(3);
  }
}
