package io.nearside.upstream;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the upstream as a whole alone when too many of its requests fail: open, everything fails
 * at once; after a time one request is let through, and its outcome decides. Safe on all threads.
 */
final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  /** What becomes of a request. */
  enum Admission {
    ADMITTED,
    /** It is the one whose outcome decides: that has to be told in any case. */
    PROBE,
    REFUSED
  }

  private enum State {
    CLOSED,
    OPEN,
    PROBING
  }

  private record Phase(State state, long sinceNanos) {
    static final Phase CLOSED = new Phase(State.CLOSED, 0);
  }

  private final String upstream;
  private final BalanceConfig.Break rules;
  private final LongSupplier nanos;
  private final SlidingCounts counts;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CLOSED);

  Breaker(String upstream, BalanceConfig.Break rules, LongSupplier nanos) {
    this.upstream = upstream;
    this.rules = rules;
    this.nanos = nanos;
    this.counts = new SlidingCounts(rules.windowMillis(), nanos);
  }

  private Phase phase() {
    return Objects.requireNonNull(phase.get());
  }

  Admission admission() {
    Phase now = phase();
    if (now.state == State.CLOSED) {
      return Admission.ADMITTED;
    }
    boolean due = nanos.getAsLong() - now.sinceNanos >= rules.openMillis() * 1_000_000;
    // One at a time: whoever changes the phase is the one.
    return now.state == State.OPEN && due && phase.compareAndSet(now, in(State.PROBING))
        ? Admission.PROBE
        : Admission.REFUSED;
  }

  private Phase in(State state) {
    return new Phase(state, nanos.getAsLong());
  }

  /** A request was answered. */
  void succeeded(boolean probe) {
    if (!probe) {
      counts.countFirst();
      return;
    }
    counts.clear();
    phase.set(Phase.CLOSED);
    LOG.info("upstream {}: answers again, the breaker is closed", upstream);
  }

  /** A request failed. */
  void failed(boolean probe) {
    if (probe) {
      phase.set(in(State.OPEN));
      return;
    }
    counts.countSecond();
    Phase now = phase();
    if (now.state == State.CLOSED && tooMany() && phase.compareAndSet(now, in(State.OPEN))) {
      LOG.warn(
          "upstream {}: {} of the last {} requests failed, the breaker is open",
          upstream,
          counts.second(),
          counts.first() + counts.second());
    }
  }

  private boolean tooMany() {
    long failed = counts.second();
    long all = failed + counts.first();
    return all >= rules.least() && failed >= rules.share() * all;
  }

  /** The probe was given up without an outcome: the next request is one. */
  void probeGivenUp() {
    Phase due = new Phase(State.OPEN, nanos.getAsLong() - rules.openMillis() * 1_000_000);
    phase.set(due);
  }

  boolean isClosed() {
    return phase().state == State.CLOSED;
  }
}
