package io.nearside.soak;

import io.nearside.store.redis.RedisProcess;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What befalls Redis during a soak: stopped for a while, or killed and started again empty. */
final class RedisTroubles implements AutoCloseable {
  private static final int CALM_MILLIS = 12_000;
  private static final int TROUBLE_MILLIS = 5_000;

  private final RedisProcess redis;
  private final Random random;
  private final Tally tally;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = Backend.daemon(this::run, "troubles of Redis");

  RedisTroubles(RedisProcess redis, long seed, Tally tally) {
    this.redis = redis;
    this.random = new Random(seed);
    this.tally = tally;
    thread.start();
  }

  private void run() {
    try {
      while (!ended.await(3_000 + random.nextInt(CALM_MILLIS), TimeUnit.MILLISECONDS)) {
        if (random.nextBoolean()) {
          tally.count("(Redis stopped)");
          redis.pause();
          waitABit();
          redis.resume();
        } else {
          tally.count("(Redis killed)");
          redis.kill();
          waitABit();
          redis.restart();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitABit() throws InterruptedException {
    ended.await(100 + random.nextInt(TROUBLE_MILLIS), TimeUnit.MILLISECONDS);
  }

  /** Ends them; Redis is up afterwards. */
  @Override
  public void close() throws InterruptedException {
    ended.countDown();
    thread.join();
  }
}
