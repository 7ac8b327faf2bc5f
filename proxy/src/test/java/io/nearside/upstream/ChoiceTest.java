package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final int CALLS = 30_000;

  private long nanos = 1;
  private final SlowStart tenSeconds = new SlowStart(TimeUnit.SECONDS.toNanos(10), () -> nanos);

  private static Endpoint[] addresses(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> EndpointScene.endpoint("10.0.0." + i))
        .toArray(Endpoint[]::new);
  }

  private Map<Endpoint, Integer> spread(Choice choice, Endpoint[] among) {
    Map<Endpoint, Integer> counts = new HashMap<>();
    for (int i = 0; i < CALLS; i++) {
      counts.merge(choice.choose(among, i, tenSeconds), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void roundRobinGivesEachTheSame() {
    assertThat(spread(new RoundRobin(), addresses(3)).values()).containsOnly(CALLS / 3);
  }

  @Test
  void leastPendingLeavesTheBusyOneAlone() {
    Endpoint[] among = addresses(3);
    among[1].begun();
    assertThat(spread(new LeastPending(), among)).doesNotContainKey(among[1]).hasSize(2);
  }

  @Test
  void leastPendingSpreadsWhereAllAreIdle() {
    Map<Endpoint, Integer> counts = spread(new LeastPending(), addresses(3));
    counts.values().forEach(count -> assertThat(count).isCloseTo(CALLS / 3, within(CALLS / 30)));
  }

  @Test
  void aKeyHasItsAddressWhateverTheOrder() {
    Endpoint[] among = addresses(4);
    Endpoint[] turned = {
      EndpointScene.endpoint("10.0.0.3"), EndpointScene.endpoint("10.0.0.1"),
      EndpointScene.endpoint("10.0.0.4"), EndpointScene.endpoint("10.0.0.2")
    };
    Choice choice = new ConsistentHash();
    for (int key = 0; key < 1_000; key++) {
      assertThat(choice.choose(turned, key, tenSeconds))
          .hasToString(choice.choose(among, key, tenSeconds).toString());
    }
  }

  @Test
  void keysSpreadEvenly() {
    Map<Endpoint, Integer> counts = spread(new ConsistentHash(), addresses(5));
    counts.values().forEach(count -> assertThat(count).isCloseTo(CALLS / 5, within(CALLS / 50)));
  }

  @Test
  void onlyTheKeysOfAnAddressThatGoesMove() {
    Endpoint[] all = addresses(4);
    Endpoint[] left = {all[0], all[1], all[3]};
    Choice choice = new ConsistentHash();
    int moved = 0;
    for (int key = 0; key < CALLS; key++) {
      Endpoint before = choice.choose(all, key, tenSeconds);
      Endpoint after = choice.choose(left, key, tenSeconds);
      moved += before == after ? 0 : 1;
      assertThat(before == after || before == all[2]).isTrue();
    }
    assertThat(moved).isCloseTo(CALLS / 4, within(CALLS / 40));
  }

  @Test
  void theShareOfANewAddressGrowsWithTime() {
    for (Choice choice : new Choice[] {new RoundRobin(), new ConsistentHash()}) {
      Endpoint[] among = addresses(2);
      nanos = 1;
      among[1].warmUp(nanos);
      assertThat(spread(choice, among)).doesNotContainKey(among[1]);
      nanos += TimeUnit.SECONDS.toNanos(5);
      assertThat(spread(choice, among).get(among[1])).isCloseTo(CALLS / 4, within(CALLS / 10));
      nanos += TimeUnit.SECONDS.toNanos(5);
      assertThat(spread(choice, among).get(among[1])).isCloseTo(CALLS / 2, within(CALLS / 40));
    }
  }

  @Test
  void aKeyThatHasComeToANewAddressDoesNotLeaveIt() {
    Endpoint[] among = addresses(2);
    among[1].warmUp(nanos);
    Choice choice = new ConsistentHash();
    for (int key = 0; key < 200; key++) {
      boolean come = false;
      for (int second = 0; second <= 10; second++) {
        nanos = 1 + TimeUnit.SECONDS.toNanos(second);
        boolean there = choice.choose(among, key, tenSeconds) == among[1];
        assertThat(there || !come).isTrue();
        come = there;
      }
    }
  }

  @Test
  void aNewAddressCountsAsBusierForLeastPending() {
    Endpoint[] among = addresses(2);
    among[1].warmUp(nanos);
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(spread(new LeastPending(), among)).doesNotContainKey(among[1]);
    for (int i = 0; i < 20; i++) {
      among[0].begun();
    }
    assertThat(spread(new LeastPending(), among)).doesNotContainKey(among[0]);
  }
}
