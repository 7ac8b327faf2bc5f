package io.nearside.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Errands at a steady rate, whatever becomes of them. */
final class Traffic {
  /** So many at once are more than the machine can do: then some are left out, and counted. */
  private static final int AT_ONCE = 1_500;

  private static final long LAST_ANSWERS_SECONDS = 180;

  private final SoakPlan plan;
  private final Visitor visitor;
  private final Tally tally;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> Backend.daemon(task, "client"));
  private final AtomicInteger underWay = new AtomicInteger();
  private long number;

  Traffic(SoakPlan plan, Visitor visitor) {
    this.plan = plan;
    this.visitor = visitor;
    this.tally = visitor.tally();
  }

  /** Begins errands for so long. */
  void run(Duration duration) {
    long intervalNanos = TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
    long begin = System.nanoTime();
    for (long due = 0; due < duration.toNanos(); due += intervalNanos) {
      for (long left = due - (System.nanoTime() - begin);
          left > 0;
          left = due - (System.nanoTime() - begin)) {
        LockSupport.parkNanos(left);
      }
      begin(number++);
      if (System.nanoTime() - begin > duration.toNanos()) {
        return;
      }
    }
  }

  /** How many errands are under way. */
  int underWay() {
    return underWay.get();
  }

  /** Returns when all that has begun is over. */
  void awaitEnd() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
      tally.wrong(underWay + " errands never ended");
    }
  }

  private void begin(long which) {
    if (underWay.get() >= AT_ONCE) {
      tally.count("(left out, too many under way)");
      return;
    }
    underWay.incrementAndGet();
    threads.execute(() -> run(which));
  }

  private void run(long which) {
    Errand errand = plan.errand(which);
    try {
      errand.run(visitor, plan.random(-which - 1));
      tally.count(errand.name());
    } catch (Wrong wrong) {
      tally.wrong(which + " " + errand + ": " + wrong.getMessage());
    } catch (IOException failed) {
      tally.wrong(which + " " + errand + ": no answer: " + failed);
    } catch (RuntimeException odd) {
      StringWriter trace = new StringWriter();
      odd.printStackTrace(new PrintWriter(trace));
      tally.wrong(which + " " + errand + ": " + trace);
    } finally {
      underWay.decrementAndGet();
    }
  }
}
