package io.nearside.soak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says once a minute how a soak goes. */
final class Minutes implements AutoCloseable {
  private final SidecarProcess sidecar;
  private final Traffic traffic;
  private final Tally tally;
  private final Soak.Hearer hearer;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long begin = System.nanoTime();
  private long last;

  Minutes(SidecarProcess sidecar, Traffic traffic, Tally tally, Soak.Hearer hearer) {
    this.sidecar = sidecar;
    this.traffic = traffic;
    this.tally = tally;
    this.hearer = hearer;
    last = tally.requests();
    Backend.daemon(this::run, "minutes").start();
  }

  private void run() {
    try {
      while (!ended.await(1, TimeUnit.MINUTES)) {
        say();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say() {
    long requests = tally.requests();
    hearer.hear(
        "%3d min %d requests/s, %d under way, %d wrong; %s"
            .formatted(
                Duration.ofNanos(System.nanoTime() - begin).toMinutes(),
                (requests - last) / 60,
                traffic.underWay(),
                tally.wrongs(),
                sidecar.measure()));
    last = requests;
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
