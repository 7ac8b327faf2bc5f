package io.nearside.store.redis;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens and logs it, each kind of event at most once in ten seconds. */
public final class LoggedRedisEvents implements RedisEvents {
  private static final Logger LOG = LoggerFactory.getLogger("io.nearside.redis");

  private final Map<RedisEvent, Kind> kinds = new EnumMap<>(RedisEvent.class);

  /** What is known of one kind of event. */
  private record Kind(LongAdder count, Seldom seldom) {}

  public LoggedRedisEvents() {
    this(System::nanoTime);
  }

  LoggedRedisEvents(LongSupplier nanoTime) {
    for (RedisEvent event : RedisEvent.values()) {
      kinds.put(event, new Kind(new LongAdder(), new Seldom(nanoTime)));
    }
  }

  @Override
  public void happened(RedisEvent event, String detail) {
    Kind kind = kind(event);
    kind.count().increment();
    long times = kind.seldom().happened();
    if (times > 0) {
      log(event, times, detail);
    }
  }

  /** How often this happened since the start. */
  public long count(RedisEvent event) {
    return kind(event).count().sum();
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
