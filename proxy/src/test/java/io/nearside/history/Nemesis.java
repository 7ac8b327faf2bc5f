package io.nearside.history;

import io.nearside.store.redis.RedisProcess;
import io.nearside.store.redis.RedisRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Brings faults over Redis and the ways to it, one after the other, and heals each. */
final class Nemesis implements Runnable {
  private static final String LOG = "nearside:log";
  private static final long TEN_MINUTES_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final int POSITION_MILLIS_BITS = 42;

  private final RedisProcess redis;
  private final List<RedisRelay> relays;
  private final Plan plan;
  private final Random random;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Loss> losses = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private Throwable failure;

  /** From when the snapshot is that a restart would read. */
  private long savedNanos;

  private boolean isSaved;

  /** When Redis was killed that came back with the snapshot. */
  private long killedNanos;

  Nemesis(Fleet fleet, Plan plan) {
    this.redis = fleet.redis();
    this.relays = fleet.relays();
    this.plan = plan;
    this.random = new Random(plan.seed());
  }

  /** A fault, and when it was healed. */
  record Trouble(Fault fault, long beganNanos, long healedNanos) {}

  /** No further fault begins. */
  void stop() {
    over.countDown();
  }

  /** What Redis lost by being set back. To be asked when it is done. */
  List<Loss> losses() {
    return losses;
  }

  /** What it did. To be asked when it is done. */
  List<Trouble> troubles() {
    return troubles;
  }

  /** What it could not do itself, or null. */
  Throwable failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      while (!pass(random.nextLong(1 + plan.calmAtMost().toMillis()))) {
        if (!isSaved && random.nextInt(3) == 0) {
          save();
        }
        Fault fault = plan.faults().get(random.nextInt(plan.faults().size()));
        long began = System.nanoTime();
        if (fault.losesRecords() && random.nextBoolean()) {
          bringUnseen(fault);
        } else {
          bring(fault);
        }
        if (fault == Fault.SET_BACK) {
          losses.add(new Loss(savedNanos, killedNanos, System.nanoTime()));
        }
        troubles.add(new Trouble(fault, began, System.nanoTime()));
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      relays.forEach(RedisRelay::restore);
    }
  }

  /** While one sidecar, cut off for a while, sees nothing of it. */
  private void bringUnseen(Fault fault) {
    RedisRelay relay = any();
    if (random.nextBoolean()) {
      relay.cut();
    } else {
      relay.stall();
    }
    pass(random.nextLong(2 * lagMillis()));
    bring(fault);
    pass(random.nextLong(lagMillis()));
    relay.restore();
  }

  private void bring(Fault fault) {
    switch (fault) {
      case SHORT_PAUSE -> pause(random.nextLong(lagMillis()));
      case LONG_PAUSE -> pause(aWhile());
      case RESTARTED_EMPTY -> restartEmpty();
      case SET_BACK -> setBack();
      case FLUSHED -> redis.command("FLUSHALL");
      case LOG_DELETED -> redis.command("DEL", LOG);
      case LOG_EMPTIED -> redis.command("XTRIM", LOG, "MAXLEN", "=", "0");
      case LOG_TRIMMED -> redis.command("XTRIM", LOG, "MAXLEN", "=", "2");
      case CLOCK_AHEAD -> setAhead();
      case CLOCK_SET_BACK -> {
        setAhead();
        pass(random.nextLong(lagMillis()));
        restartEmpty();
      }
      case ID_TOO_LARGE -> appendForeign(1L << POSITION_MILLIS_BITS);
      case OUT_OF_MEMORY -> outOfMemory();
      case READ_ONLY -> readOnly();
      case CLIENTS_KILLED -> redis.command("CLIENT", "KILL", "TYPE", "normal");
      case ONE_CUT -> cutOff(RedisRelay::cut);
      case ONE_STALLED -> cutOff(RedisRelay::stall);
      case ONE_UNHEARD -> cutOff(RedisRelay::stallRequests);
      case ONE_UNTOLD -> cutOff(RedisRelay::stallReplies);
      case ALL_CUT -> {
        relays.forEach(RedisRelay::cut);
        pass(aWhile());
        relays.forEach(RedisRelay::restore);
      }
    }
  }

  private long lagMillis() {
    return plan.maxLag().toMillis();
  }

  /** Mostly longer than the greatest lag. */
  private long aWhile() {
    return random.nextLong(lagMillis() / 2, 1_000 + 2 * lagMillis());
  }

  private void pause(long millis) {
    redis.pause();
    pass(millis);
    redis.resume();
  }

  private void restartEmpty() {
    Path snapshot = Path.of(redis.command("CONFIG", "GET", "dir").split("\n")[1], "dump.rdb");
    redis.kill();
    forget(snapshot);
    pass(random.nextLong(300));
    redis.restart();
  }

  private void forget(Path snapshot) {
    isSaved = false;
    try {
      Files.deleteIfExists(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setBack() {
    if (!isSaved) {
      save();
      pass(random.nextLong(500));
    }
    killedNanos = System.nanoTime();
    redis.kill();
    pass(random.nextLong(100));
    redis.restart();
  }

  private void setAhead() {
    long ahead = System.currentTimeMillis() + random.nextLong(TEN_MINUTES_MILLIS);
    appendForeign(ahead);
  }

  /** A record with this ID that no sidecar wrote, where there is a log. */
  private void appendForeign(long millis) {
    redis.command("XADD", LOG, "NOMKSTREAM", millis + "-0", "r", "unreadable");
  }

  private void outOfMemory() {
    redis.command("CONFIG", "SET", "maxmemory", "1");
    pass(aWhile());
    redis.command("CONFIG", "SET", "maxmemory", "0");
  }

  private void readOnly() {
    redis.command("REPLICAOF", "127.0.0.1", "1");
    pass(aWhile());
    redis.command("REPLICAOF", "NO", "ONE");
  }

  private interface Cut {
    void by(RedisRelay relay);
  }

  private void cutOff(Cut cut) {
    RedisRelay relay = any();
    cut.by(relay);
    pass(aWhile());
    relay.restore();
  }

  private RedisRelay any() {
    return relays.get(random.nextInt(relays.size()));
  }

  private void save() {
    savedNanos = System.nanoTime();
    redis.command("SAVE");
    isSaved = true;
  }

  /** Lets time pass, less of it when the storm is over. Returns whether it is. */
  private boolean pass(long millis) {
    try {
      return over.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
