package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisTimerTest {
  private final RedisTimer timer = new RedisTimer("timer of a test");
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @Test
  void theLastTaskWaitsForOneThatIsUnderWayAndNoneFollowsIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    timer.now(
        () -> {
          begun.countDown();
          awaits(goesOn);
          ran.add("under way");
        });
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    timer.after(60_000, () -> ran.add("much later"));
    timer.closeWith(
        () -> {
          ran.add("last");
          timer.now(() -> ran.add("too late"));
          ended.countDown();
        });
    assertThat(ran).isEmpty();
    goesOn.countDown();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).containsExactly("under way", "last");
  }

  @Test
  void closedAgainItDoesNothing() throws InterruptedException {
    timer.closeWith(ended::countDown);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    timer.closeWith(() -> ran.add("again"));
    timer.close();
    assertThat(ran).isEmpty();
  }

  private static void awaits(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
