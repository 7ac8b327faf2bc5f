package io.nearside.upstream;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of one name, looked up again when they have had their time as long as they are
 * used, and soon after a connection has failed. What fails keeps the addresses that are known and
 * is tried again, less and less often. Only used on one loop, but for {@link #used}.
 */
final class AddressLookup {
  private static final Logger LOG = LoggerFactory.getLogger(AddressLookup.class);

  private final String host;
  private final NameLookup names;
  private final BalanceConfig.Resolve rules;
  private final EventExecutor loop;
  private final LongSupplier nanos;
  private final Runnable told;

  private List<InetAddress> addresses = List.of();
  private @Nullable Future<?> timer;
  private boolean underWay;
  private boolean closed;
  private long beganNanos;
  private int failures;
  private volatile boolean used = true;
  private volatile boolean dormant;

  /**
   * One that has not begun.
   *
   * @param told called after each look-up, whatever came of it
   */
  AddressLookup(
      String host,
      NameLookup names,
      BalanceConfig.Resolve rules,
      EventExecutor loop,
      LongSupplier nanos,
      Runnable told) {
    this.host = host;
    this.names = names;
    this.rules = rules;
    this.loop = loop;
    this.nanos = nanos;
    this.told = told;
  }

  /** What is known; empty when nothing is. */
  List<InetAddress> addresses() {
    return addresses;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Looks the name up now. */
  void begin() {
    if (underWay || closed) {
      return;
    }
    stopTimer();
    underWay = true;
    used = false;
    dormant = false;
    beganNanos = nanos.getAsLong();
    names.lookUp().addListener(this::answered);
  }

  private void answered(Future<? super NameLookup.Answer> answer) {
    underWay = false;
    if (closed) {
      return;
    }
    if (answer.isSuccess()) {
      know((NameLookup.Answer) answer.getNow());
    } else {
      failed(answer.cause());
    }
    told.run();
  }

  private void know(NameLookup.Answer answer) {
    if (failures > 0) {
      LOG.info("{} is looked up again", host);
    }
    failures = 0;
    addresses = answer.addresses();
    long seconds = Math.min(answer.ttlSeconds(), TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE));
    lookAgainIn(Math.max(rules.minTtlMillis(), Math.min(seconds * 1_000, rules.maxTtlMillis())));
  }

  private void failed(Throwable cause) {
    if (failures++ == 0) {
      LOG.warn("{} cannot be looked up, what is known stays: {}", host, cause.toString());
    }
    long millis = rules.minTtlMillis();
    for (int i = 1; i < failures && millis < rules.maxTtlMillis(); i++) {
      millis *= 2;
    }
    lookAgainIn(Math.min(millis, rules.maxTtlMillis()));
  }

  private void lookAgainIn(long millis) {
    stopTimer();
    timer = loop.schedule(this::due, millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void due() {
    timer = null;
    // First the one, then the other: who uses it from now on sees that it is dormant.
    dormant = true;
    if (used || addresses.isEmpty()) {
      begin();
    }
  }

  /** The addresses are used. Called on any loop. */
  void used() {
    if (!used) {
      used = true;
    }
    if (dormant) {
      Endpoints.on(loop, this::wake);
    }
  }

  private void wake() {
    if (dormant) {
      begin();
    }
  }

  /**
   * The addresses may have changed, or are wanted: looks again, but not more often than the
   * shortest time that an answer holds.
   */
  void soon() {
    if (underWay || closed) {
      return;
    }
    long sinceMillis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - beganNanos);
    if (sinceMillis >= rules.minTtlMillis()) {
      begin();
    } else {
      used = true;
      lookAgainIn(rules.minTtlMillis() - sinceMillis);
    }
  }

  void close() {
    closed = true;
    stopTimer();
    names.close();
  }
}
