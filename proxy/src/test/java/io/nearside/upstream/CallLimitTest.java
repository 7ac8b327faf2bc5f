package io.nearside.upstream;

import static io.nearside.upstream.CallLimit.Entry.ADMITTED;
import static io.nearside.upstream.CallLimit.Entry.REFUSED;
import static io.nearside.upstream.CallLimit.Entry.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallLimitTest {
  private final List<String> admitted = new ArrayList<>();

  private CallLimit.Waiter waiter(String name) {
    return () -> admitted.add(name);
  }

  @Test
  void soManyEnterSoManyWaitAndTheNextIsRefused() {
    CallLimit limit = new CallLimit(2, 1);
    assertThat(limit.enter(waiter("a"))).isEqualTo(ADMITTED);
    assertThat(limit.enter(waiter("b"))).isEqualTo(ADMITTED);
    assertThat(limit.enter(waiter("c"))).isEqualTo(WAITS);
    assertThat(limit.enter(waiter("d"))).isEqualTo(REFUSED);
    assertThat(admitted).isEmpty();
    assertThat(limit.underWay()).isEqualTo(2);
    assertThat(limit.waiting()).isEqualTo(1);
  }

  @Test
  void whoCameFirstIsAdmittedFirst() {
    CallLimit limit = new CallLimit(1, 3);
    limit.enter(waiter("a"));
    for (String name : List.of("b", "c", "d")) {
      limit.enter(waiter(name));
    }
    limit.leave();
    assertThat(admitted).containsExactly("b");
    assertThat(limit.enter(waiter("e"))).isEqualTo(WAITS);
    limit.leave();
    limit.leave();
    limit.leave();
    assertThat(admitted).containsExactly("b", "c", "d", "e");
    limit.leave();
    assertThat(limit.underWay()).isZero();
  }

  @Test
  void whoGivesUpLeavesTheLineAtOnce() {
    CallLimit limit = new CallLimit(1, 2);
    CallLimit.Waiter b = waiter("b");
    limit.enter(waiter("a"));
    limit.enter(b);
    limit.enter(waiter("c"));
    assertThat(limit.giveUp(b)).isTrue();
    assertThat(limit.giveUp(b)).isFalse();
    assertThat(limit.enter(waiter("d"))).isEqualTo(WAITS);
    limit.leave();
    assertThat(admitted).containsExactly("c");
  }

  @Test
  void whoWasAdmittedCannotGiveUpItsPlace() {
    CallLimit limit = new CallLimit(1, 1);
    CallLimit.Waiter b = waiter("b");
    limit.enter(waiter("a"));
    limit.enter(b);
    limit.leave();
    assertThat(limit.giveUp(b)).isFalse();
    assertThat(limit.underWay()).isEqualTo(1);
  }

  @Test
  void aSlotIsNotLostWithALoopThatHasEnded() {
    CallLimit limit = new CallLimit(1, 2);
    limit.enter(waiter("a"));
    limit.enter(
        () -> {
          throw new RejectedExecutionException();
        });
    limit.enter(waiter("c"));
    limit.leave();
    assertThat(admitted).containsExactly("c");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,1000", "2,3", "3,0", "7,40"})
  void noSlotIsLostAndNoneIsGivenTwice(int maxUnderWay, int maxWaiting) throws Exception {
    Crowd crowd = new Crowd(new CallLimit(maxUnderWay, maxWaiting), maxUnderWay);
    try {
      crowd.run(20_000);
    } finally {
      crowd.close();
    }
    assertThat(crowd.most.get()).isBetween(1, maxUnderWay);
    assertThat(crowd.inside.get()).isZero();
    assertThat(crowd.limit.underWay()).isZero();
    assertThat(crowd.limit.waiting()).isZero();
  }

  /** Calls on several loops that enter, wait, give up and leave at random. */
  private static final class Crowd {
    private static final int LOOPS = 6;

    private final CallLimit limit;
    private final int maxUnderWay;
    private final ExecutorService[] loops = new ExecutorService[LOOPS];
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private CountDownLatch ended = new CountDownLatch(0);

    Crowd(CallLimit limit, int maxUnderWay) {
      this.limit = limit;
      this.maxUnderWay = maxUnderWay;
      for (int i = 0; i < LOOPS; i++) {
        loops[i] = Executors.newSingleThreadExecutor();
      }
    }

    void run(int calls) throws InterruptedException {
      ended = new CountDownLatch(calls);
      SplittableRandom seeds = new SplittableRandom(maxUnderWay);
      for (int i = 0; i < calls; i++) {
        ExecutorService loop = loops[i % LOOPS];
        loop.execute(new Call(this, loop, seeds.split())::start);
      }
      assertThat(ended.await(60, TimeUnit.SECONDS)).as("left: %s", ended.getCount()).isTrue();
    }

    void close() {
      for (ExecutorService loop : loops) {
        loop.shutdownNow();
      }
    }
  }

  /** Runs on its loop only, as a call upstream does. */
  private static final class Call implements CallLimit.Waiter {
    private final Crowd crowd;
    private final ExecutorService loop;
    private final SplittableRandom random;
    private boolean over;

    Call(Crowd crowd, ExecutorService loop, SplittableRandom random) {
      this.crowd = crowd;
      this.loop = loop;
      this.random = random;
    }

    void start() {
      switch (crowd.limit.enter(this)) {
        case ADMITTED -> begin();
        case WAITS -> maybeGiveUp();
        case REFUSED -> crowd.ended.countDown();
      }
    }

    private void maybeGiveUp() {
      if (random.nextInt(3) == 0) {
        loop.execute(this::giveUp);
      }
    }

    private void giveUp() {
      if (!over && crowd.limit.giveUp(this)) {
        over = true;
        crowd.ended.countDown();
      }
    }

    @Override
    public void admitted() {
      loop.execute(this::begin);
    }

    private void begin() {
      assertThat(over).isFalse();
      over = true;
      crowd.most.accumulateAndGet(crowd.inside.incrementAndGet(), Math::max);
      if (random.nextBoolean()) {
        loop.execute(this::leave);
      } else {
        leave();
      }
    }

    private void leave() {
      crowd.inside.decrementAndGet();
      crowd.limit.leave();
      crowd.ended.countDown();
    }
  }
}
