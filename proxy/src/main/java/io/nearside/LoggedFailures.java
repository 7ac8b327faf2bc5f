package io.nearside;

import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.UpstreamFailure;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that the upstream fails, each kind of failure at most once in ten seconds. */
final class LoggedFailures implements ExchangeListener {
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Logger LOG = LoggerFactory.getLogger("io.nearside.upstream");

  private final LongSupplier nanoTime;
  private final Map<UpstreamFailure, Kind> kinds = new EnumMap<>(UpstreamFailure.class);

  private static final class Kind {
    final LongAdder unlogged = new LongAdder();
    final AtomicLong quietUntilNanos;

    Kind(long nowNanos) {
      quietUntilNanos = new AtomicLong(nowNanos);
    }
  }

  LoggedFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    for (UpstreamFailure failure : UpstreamFailure.values()) {
      kinds.put(failure, new Kind(nanoTime.getAsLong()));
    }
  }

  @Override
  public void failed(ProxyRequest request, UpstreamFailure failure) {
    Kind kind = kinds.get(failure);
    if (kind == null) {
      return;
    }
    kind.unlogged.increment();
    long now = nanoTime.getAsLong();
    long quietUntil = kind.quietUntilNanos.get();
    if (now - quietUntil >= 0
        && kind.quietUntilNanos.compareAndSet(quietUntil, now + QUIET_NANOS)) {
      LOG.warn(
          "{}: {} ({} since last said)", failure.sentence(), request, kind.unlogged.sumThenReset());
    }
  }
}
