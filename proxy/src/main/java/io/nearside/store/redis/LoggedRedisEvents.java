package io.nearside.store.redis;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens and logs it, each kind of event at most once in ten seconds. */
public final class LoggedRedisEvents implements RedisEvents {
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Logger LOG = LoggerFactory.getLogger("io.nearside.redis");

  private final LongSupplier nanoTime;
  private final Map<RedisEvent, Kind> kinds = new EnumMap<>(RedisEvent.class);

  /** What is known of one kind of event. */
  private static final class Kind {
    final LongAdder count = new LongAdder();
    final LongAdder unlogged = new LongAdder();
    final AtomicLong quietUntilNanos;

    Kind(long nowNanos) {
      quietUntilNanos = new AtomicLong(nowNanos);
    }
  }

  public LoggedRedisEvents() {
    this(System::nanoTime);
  }

  LoggedRedisEvents(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (RedisEvent event : RedisEvent.values()) {
      kinds.put(event, new Kind(nanoTime.getAsLong()));
    }
  }

  @Override
  public void happened(RedisEvent event, String detail) {
    Kind kind = kind(event);
    kind.count.increment();
    kind.unlogged.increment();
    long now = nanoTime.getAsLong();
    long quietUntil = kind.quietUntilNanos.get();
    if (now - quietUntil >= 0
        && kind.quietUntilNanos.compareAndSet(quietUntil, now + QUIET_NANOS)) {
      log(event, kind.unlogged.sumThenReset(), detail);
    }
  }

  /** How often this happened since the start. */
  public long count(RedisEvent event) {
    return kind(event).count.sum();
  }

  @SuppressWarnings("NullAway") // Every kind is there since the constructor.
  private Kind kind(RedisEvent event) {
    return kinds.get(event);
  }

  private static void log(RedisEvent event, long times, String detail) {
    String word = event.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (isGoodNews(event)) {
      LOG.info("Redis: {} {}", word, detail);
    } else {
      LOG.warn("Redis: {} ({} since last said) {}", word, times, detail);
    }
  }

  private static boolean isGoodNews(RedisEvent event) {
    return switch (event) {
      case CONNECTED, BREAKER_CLOSED, EPOCH_OPENED, EPOCH_ADOPTED -> true;
      default -> false;
    };
  }
}
