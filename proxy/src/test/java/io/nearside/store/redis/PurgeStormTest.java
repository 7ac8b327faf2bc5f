package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Sidecars write, fill and read the same few things while Redis loses its log, hangs and dies. What
 * a write ended must not be served again: by its own sidecar at once, by the others once the lag is
 * over since its record was appended.
 */
class PurgeStormTest {
  private static final int SIDECARS = 3;
  private static final int THINGS = 8;
  private static final long MAX_LAG_MILLIS = 1_500;
  private static final long STORM_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final RedisProcess redis = RedisProcess.start();
  private final LoggedRedisEvents events = new LoggedRedisEvents();
  private final List<RedisPurgeLog> logs = new ArrayList<>();
  private final List<RedisRelay> relays = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder reused = new LongAdder();
  private final LongAdder appended = new LongAdder();

  /** The backend: what each thing is now. */
  private final AtomicLongArray backend = new AtomicLongArray(THINGS);

  /** What all sidecars share. */
  private final AtomicReferenceArray<Copy> far = new AtomicReferenceArray<>(THINGS);

  /** What each sidecar has for itself. */
  private final AtomicReferenceArray<Copy> near = new AtomicReferenceArray<>(THINGS * SIDECARS);

  /** Per thing and sidecar: the newest version that this sidecar answered a write of. */
  private final AtomicLongArray answered = new AtomicLongArray(THINGS * SIDECARS);

  /** Per thing: the newest version whose purge must be known to everybody by now. */
  private final AtomicLongArray due = new AtomicLongArray(THINGS);

  private final ConcurrentLinkedQueue<Due> comingDue = new ConcurrentLinkedQueue<>();

  private record Copy(StoredResponse response, long version) {}

  private record Due(int thing, long version, long atNanos) {}

  @AfterEach
  void close() {
    over.set(true);
    logs.forEach(RedisPurgeLog::close);
    relays.forEach(RedisRelay::close);
    redis.close();
  }

  @Test
  void nothingThatAWriteEndedIsServedAgain() throws InterruptedException {
    for (int i = 0; i < SIDECARS; i++) {
      RedisRelay relay = RedisRelay.to(redis);
      relays.add(relay);
      RedisConfig config = new RedisConfig(relay.uri(), "ns", 20, 50, 1 << 20, MAX_LAG_MILLIS);
      logs.add(new RedisPurgeLog(config, events, 100, System::nanoTime));
    }
    for (RedisPurgeLog log : logs) {
      await().until(() -> log.mark().isRead());
    }
    for (int i = 0; i < SIDECARS; i++) {
      int sidecar = i;
      Random random = new Random(sidecar);
      start(() -> readNow(sidecar, random));
    }
    // The last one only reads: nothing but the log tells it what to drop.
    for (int i = 0; i < SIDECARS - 1; i++) {
      int sidecar = i;
      Random random = new Random(100 + sidecar);
      start(() -> writeNow(sidecar, random));
    }
    start(this::letComeDue);
    storm();
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(reused.sum()).isGreaterThan(1000);
    assertThat(appended.sum()).isGreaterThan(100);
    aPurgeReachesEverybody();
  }

  private void aPurgeReachesEverybody() {
    for (RedisPurgeLog log : logs) {
      await().until(() -> log.standing(Responses.response(log.mark(), 99)) == Standing.GOOD);
    }
    List<StoredResponse> copies = new ArrayList<>();
    for (RedisPurgeLog log : logs) {
      copies.add(Responses.response(log.mark(), 99));
    }
    logs.get(0).purge(new long[] {99}, false, outcome -> {});
    for (int i = 0; i < SIDECARS; i++) {
      int sidecar = i;
      await().until(() -> logs.get(sidecar).standing(copies.get(sidecar)) == Standing.PURGED);
    }
  }

  private void start(Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              while (!over.get()) {
                step.run();
              }
            });
    threads.add(thread);
    thread.start();
  }

  private void storm() throws InterruptedException {
    Random random = new Random(7);
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + STORM_NANOS;
    while (System.nanoTime() - end < 0) {
      boolean waited = never.await(300 + random.nextInt(700), TimeUnit.MILLISECONDS);
      assertThat(waited).isFalse();
      switch (random.nextInt(9)) {
        case 0 -> redis.command("DEL", "ns:log");
        case 1 -> redis.command("CLIENT", "KILL", "TYPE", "normal");
        case 2 -> redis.restart();
        case 3 -> redis.command("XTRIM", "ns:log", "MAXLEN", "=", "1");
        case 4, 5 -> hang(never, random.nextInt(2_500));
        default ->
            cutOff(never, relays.get(SIDECARS - 1 - random.nextInt(2)), random.nextInt(4_000));
      }
    }
  }

  private void hang(CountDownLatch never, long millis) throws InterruptedException {
    redis.pause();
    boolean waited = never.await(millis, TimeUnit.MILLISECONDS);
    redis.resume();
    assertThat(waited).isFalse();
  }

  private void cutOff(CountDownLatch never, RedisRelay relay, long millis)
      throws InterruptedException {
    relay.stall();
    boolean waited = never.await(millis, TimeUnit.MILLISECONDS);
    relay.flow();
    assertThat(waited).isFalse();
  }

  /** An unsafe request: the backend changes, the purge holds, the client is answered. */
  private void writeNow(int sidecar, Random random) {
    int thing = random.nextInt(THINGS);
    long version = backend.incrementAndGet(thing);
    CountDownLatch done = new CountDownLatch(1);
    logs.get(sidecar)
        .purge(
            new long[] {thing},
            false,
            outcome -> {
              if (outcome.appended()) {
                appended.increment();
                long lag = TimeUnit.MILLISECONDS.toNanos(MAX_LAG_MILLIS);
                comingDue.add(new Due(thing, version, System.nanoTime() + lag));
              }
              done.countDown();
            });
    raise(answered, sidecar * THINGS + thing, version);
    pause(done, 100);
    pause(new CountDownLatch(1), 1 + random.nextInt(20));
  }

  private void letComeDue() {
    Due first = comingDue.peek();
    if (first == null || System.nanoTime() - first.atNanos() < 0) {
      pause(new CountDownLatch(1), 5);
      return;
    }
    comingDue.remove();
    raise(due, first.thing(), first.version());
  }

  /** A safe request: from the near copy, from the shared one, else from the backend. */
  private void readNow(int sidecar, Random random) {
    int thing = random.nextInt(THINGS);
    long needed = Math.max(answered.get(sidecar * THINGS + thing), due.get(thing));
    boolean served =
        serve(sidecar, near.get(sidecar * THINGS + thing), needed)
            || serve(sidecar, far.get(thing), needed);
    if (!served) {
      fetch(sidecar, thing, random);
    }
  }

  private boolean serve(int sidecar, Copy copy, long needed) {
    if (copy == null || logs.get(sidecar).standing(copy.response()) != Standing.GOOD) {
      return false;
    }
    reused.increment();
    if (copy.version() < needed) {
      wrong.add("sidecar " + sidecar + " served " + copy + " but needed " + needed);
    }
    return true;
  }

  private void fetch(int sidecar, int thing, Random random) {
    RedisPurgeLog log = logs.get(sidecar);
    long began = log.nowMillis();
    Mark mark = log.mark();
    long version = backend.get(thing);
    if (random.nextInt(10) == 0) {
      pause(new CountDownLatch(1), random.nextInt(50));
    }
    StoredResponse.Builder fetched = Responses.builder(mark, thing);
    far.set(thing, new Copy(fetched.build(), version));
    Copy own = new Copy(fetched.fetchBeganMillis(began).build(), version);
    near.set(sidecar * THINGS + thing, own);
  }

  private static void raise(AtomicLongArray array, int index, long version) {
    array.accumulateAndGet(index, version, Math::max);
  }

  private static void pause(CountDownLatch until, long millis) {
    try {
      if (!until.await(millis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
