package io.nearside.store.redis;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.caching.CacheKey;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.testing.BufferLeaks;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an event loop asks is sent once a turn, and answered where it was asked. */
@ExtendWith(BufferLeaks.class)
class FarLoopsTest {
  private static final CacheKey KEY = CacheKey.primary("http://a/x");

  private final RedisProcess redis = RedisProcess.start();
  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final Loops loops = new Loops();
  private final RedisFarStore store =
      new RedisFarStore(
          new RedisConfig(redis.uri(), "ns", 5_000, 50, 4 << 20, 2_000), loops.group(), events);

  @AfterEach
  void close() {
    store.close();
    loops.close();
    redis.close();
  }

  @Test
  void whatATurnOfTheLoopAsksIsSentAtOnce() throws Exception {
    connected();
    long before = reads();
    EventLoop loop = loops.group().next();
    CountDownLatch answered = new CountDownLatch(100);
    loop.execute(
        () -> {
          for (int i = 0; i < 100; i++) {
            store.get("r1", KEY, loop, value -> answered.countDown());
          }
        });
    assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
    // Two of these ask for the number itself.
    assertThat(reads() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void everyLoopIsAnsweredOnItsThreadAndNotBeforeItAsked() throws Exception {
    connected();
    for (EventExecutor loop : loops.group()) {
      CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
      loop.execute(
          () -> {
            AtomicInteger order = new AtomicInteger();
            store.get(
                "r1",
                KEY,
                loop,
                value -> onLoop.complete(loop.inEventLoop() && order.get() == 1 && value != null));
            order.set(1);
          });
      assertThat(onLoop.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void serversThatComeBackUnderLoadAreAskedAgainAndNobodyWaitsForEver() throws Exception {
    connected();
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger hits = new AtomicInteger();
    AtomicInteger running = new AtomicInteger(1);
    for (EventExecutor loop : loops.group()) {
      loop.execute(() -> askOn(loop, asked, answered, hits, running));
    }
    await().until(() -> hits.get() > 1000);
    redis.restart();
    connected();
    int afterRestart = hits.get();
    await().until(() -> hits.get() > afterRestart + 1000);
    running.set(0);
    await().until(() -> answered.get() == asked.get());
    // A read that was answered by its deadline is outstanding until its reply comes by.
    await().until(() -> store.outstandingReads() == 0 && store.outstandingWriteBytes() == 0);
  }

  private void askOn(
      EventExecutor loop,
      AtomicInteger asked,
      AtomicInteger answered,
      AtomicInteger hits,
      AtomicInteger running) {
    asked.incrementAndGet();
    store.get(
        "r1",
        KEY,
        loop,
        value -> {
          answered.incrementAndGet();
          if (value != null) {
            hits.incrementAndGet();
          }
          if (running.get() == 1) {
            // Not at once: a loop that never waits has no time for its connections.
            loop.schedule(
                () -> askOn(loop, asked, answered, hits, running), 100, TimeUnit.MICROSECONDS);
          }
        });
  }

  @Test
  void theLoopsLiveOnWithoutTheStore() throws Exception {
    connected();
    store.close();
    for (EventExecutor loop : loops.group()) {
      CompletableFuture<Boolean> missed = new CompletableFuture<>();
      store.get("r1", KEY, loop, value -> missed.complete(value == null));
      assertThat(missed.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void connected() {
    for (EventExecutor loop : loops.group()) {
      await()
          .until(
              () ->
                  loop.submit(
                          () -> {
                            store.put("r1", KEY, response(new Mark(5, 100), 1), 60_000);
                            return store.available("r1", KEY);
                          })
                      .get());
    }
    await().until(() -> loops.read(store, "r1", KEY) != null);
  }

  private long reads() {
    return redis
        .command("INFO", "stats")
        .lines()
        .filter(line -> line.startsWith("total_reads_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
