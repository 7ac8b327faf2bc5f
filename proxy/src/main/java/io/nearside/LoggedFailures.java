package io.nearside;

import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.store.redis.Seldom;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that the upstream fails, each kind of failure at most once in ten seconds. */
final class LoggedFailures implements ExchangeListener {
  private static final Logger LOG = LoggerFactory.getLogger("io.nearside.upstream");

  private final Map<UpstreamFailure, Seldom> kinds = new EnumMap<>(UpstreamFailure.class);

  LoggedFailures(LongSupplier nanoTime) {
    for (UpstreamFailure failure : UpstreamFailure.values()) {
      kinds.put(failure, new Seldom(nanoTime));
    }
  }

  @Override
  public void failed(ProxyRequest request, UpstreamFailure failure) {
    Seldom seldom = kinds.get(failure);
    long times = seldom == null ? 0 : seldom.happened();
    if (times > 0) {
      LOG.warn("{}: {} ({} since last said)", failure.sentence(), request, times);
    }
  }
}
