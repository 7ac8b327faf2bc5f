package io.nearside.upstream;

import static io.nearside.upstream.EndpointScene.usable;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Configs;
import io.nearside.upstream.BalanceConfig.Algorithm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final String A = "10.0.0.1:80";
  private static final String B = "10.0.0.2:80";
  private static final String C = "10.0.0.3:80";

  private final EndpointScene scene = new EndpointScene();
  private final EndpointScene.Names names = scene.names();
  private final BalanceConfig balance = Configs.balance(Algorithm.ROUND_ROBIN);

  private static Endpoint one(Endpoints endpoints, int index) {
    return endpoints.available().usable()[index];
  }

  private void fail(Endpoints endpoints, Endpoint endpoint, int times) {
    for (int i = 0; i < times; i++) {
      endpoints.failed(endpoint);
    }
    scene.run();
  }

  @Test
  void literalAddressesAreThereFromTheBeginning() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    assertThat(usable(endpoints)).containsExactly(A, B);
    assertThat(scene.watched()).containsExactly("+" + A, "+" + B);
    assertThat(names.count()).isZero();
  }

  @Test
  void whatFailsSoManyTimesInARowIsLeftAloneForATime() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 4);
    assertThat(usable(endpoints)).containsExactly(A, B);
    fail(endpoints, a, 1);
    assertThat(usable(endpoints)).containsExactly(B);
    scene.pass(9_900);
    assertThat(usable(endpoints)).containsExactly(B);
    scene.pass(100);
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void oneThatIsAnsweredInBetweenStays() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 4);
    endpoints.succeeded(a, false);
    fail(endpoints, a, 4);
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void theTimeDoublesWhenItFailsAgainAtOnceAndStartsOverWhenItDoesNot() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 5);
    scene.pass(10_000);
    fail(endpoints, a, 1);
    assertThat(usable(endpoints)).as("one more was enough").containsExactly(B);
    scene.pass(19_900);
    assertThat(usable(endpoints)).containsExactly(B);
    scene.pass(100);
    endpoints.succeeded(a, false);
    scene.pass(20_000);
    fail(endpoints, a, 5);
    scene.pass(10_000);
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void theTimeHasAGreatest() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 5);
    for (int i = 0; i < 8; i++) {
      scene.pass(300_000);
      fail(endpoints, a, 1);
      assertThat(usable(endpoints)).containsExactly(B);
    }
    scene.pass(300_000);
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void noMoreThanTheirShareAreLeftAlone() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2", "10.0.0.3");
    Endpoint a = one(endpoints, 0);
    Endpoint b = one(endpoints, 1);
    fail(endpoints, a, 5);
    fail(endpoints, b, 50);
    assertThat(usable(endpoints)).containsExactly(B, C);
  }

  @Test
  void theOnlyOneIsNeverLeftAlone() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1");
    fail(endpoints, one(endpoints, 0), 50);
    assertThat(usable(endpoints)).containsExactly(A);
    assertThat(endpoints.areSeveral()).isFalse();
  }

  @Test
  void unhealthyOnesAreNotUsedEvenIfThatIsAll() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    Endpoint b = one(endpoints, 1);
    endpoints.setHealthy(a, false);
    assertThat(usable(endpoints)).containsExactly(B);
    endpoints.setHealthy(b, false);
    assertThat(usable(endpoints)).isEmpty();
    assertThat(endpoints.available().known()).isEqualTo(2);
    endpoints.setHealthy(a, true);
    assertThat(usable(endpoints)).containsExactly(A);
  }

  @Test
  void oneThatIsLeftAloneIsUsedWhereTheOthersAreUnhealthy() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    Endpoint b = one(endpoints, 1);
    fail(endpoints, a, 5);
    endpoints.setHealthy(b, false);
    assertThat(usable(endpoints)).containsExactly(A);
  }

  @Test
  void aNameStandsForAllItsAddresses() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    assertThat(endpoints.areSeveral()).isTrue();
    assertThat(usable(endpoints)).isEmpty();
    names.answer(30, "10.0.0.2", "10.0.0.1");
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void aNameIsLookedUpAgainWhenItsTimeIsOverAsLongAsItIsUsed() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    names.answer(5, "10.0.0.1");
    endpoints.used();
    scene.pass(4_900);
    assertThat(names.count()).isEqualTo(1);
    scene.pass(100);
    assertThat(names.count()).isEqualTo(2);
    names.answer(5, "10.0.0.2");
    assertThat(usable(endpoints)).containsExactly(B);
    assertThat(scene.watched()).containsExactly("+" + A, "+" + B, "-" + A);
    scene.pass(60_000);
    assertThat(names.count()).as("nobody uses it").isEqualTo(2);
    endpoints.used();
    scene.run();
    assertThat(names.count()).isEqualTo(3);
  }

  @Test
  void theTimeOfAnAnswerHasBounds() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    names.answer(0, "10.0.0.1");
    endpoints.used();
    scene.pass(900);
    assertThat(names.count()).isEqualTo(1);
    scene.pass(100);
    names.answer(86_400, "10.0.0.1");
    endpoints.used();
    scene.pass(30_000);
    assertThat(names.count()).isEqualTo(3);
  }

  @Test
  void whatCannotBeLookedUpKeepsItsAddressesAndIsTriedAgainLessAndLessOften() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    names.answer(1, "10.0.0.1");
    List<Integer> counts = new ArrayList<>();
    for (int second = 1; second <= 15; second++) {
      endpoints.used();
      scene.pass(1_000);
      if (names.isAsked()) {
        names.fail();
      }
      counts.add(names.count());
    }
    assertThat(usable(endpoints)).containsExactly(A);
    assertThat(counts).containsExactly(2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5);
  }

  @Test
  void aConnectionThatFailsHasTheNameLookedUpSoonButNotOften() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    names.answer(30, "10.0.0.1");
    scene.pass(2_000);
    endpoints.notConnected(one(endpoints, 0));
    scene.run();
    assertThat(names.count()).isEqualTo(2);
    names.answer(30, "10.0.0.1");
    endpoints.notConnected(one(endpoints, 0));
    endpoints.notConnected(one(endpoints, 0));
    scene.run();
    assertThat(names.count()).isEqualTo(2);
    scene.pass(1_000);
    assertThat(names.count()).isEqualTo(3);
  }

  @Test
  void whoComesBeforeTheAnswerIsToldWhenItIsThere() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    List<String> told = new ArrayList<>();
    endpoints.whenLookedUp(scene.loop(), () -> told.add("told"));
    scene.run();
    assertThat(told).isEmpty();
    names.answer(30, "10.0.0.1");
    assertThat(told).containsExactly("told");
  }

  @Test
  void whoComesWhenNobodyKnowsTheNameIsToldAtOnceUntilItIsTriedAgain() {
    Endpoints endpoints = scene.endpoints(balance, names, "backend");
    names.fail();
    List<String> told = new ArrayList<>();
    endpoints.whenLookedUp(scene.loop(), () -> told.add("told"));
    scene.run();
    assertThat(told).containsExactly("told");
    scene.pass(1_000);
    assertThat(names.isAsked()).isTrue();
    names.answer(30, "10.0.0.1");
    assertThat(usable(endpoints)).containsExactly(A);
  }

  @Test
  void theOtherFamilyIsOnlyUsedWhereThePreferredOneIsNotThere() {
    Endpoints endpoints = scene.endpoints(balance, names, "localhost");
    names.answer(NameLookup.Answer.UNTOLD, "127.0.0.1", "::1");
    assertThat(usable(endpoints)).containsExactly("127.0.0.1:80");
    Endpoint four = one(endpoints, 0);
    assertThat(endpoints.available().without(List.of(four)))
        .extracting(Endpoint::toString)
        .containsExactly("[::1]:80");
    fail(endpoints, four, 5);
    assertThat(usable(endpoints)).containsExactly("[::1]:80");
  }

  @Test
  void whatJoinsLaterStartsSlowlyAndWhatIsThereFirstDoesNot() {
    BalanceConfig slow =
        new BalanceConfig(
            Algorithm.ROUND_ROBIN,
            10_000,
            null,
            balance.eject(),
            balance.retry(),
            null,
            balance.resolve());
    Endpoints endpoints = scene.endpoints(slow, names, "backend");
    names.answer(1, "10.0.0.1");
    assertThat(endpoints.slowStart().share(one(endpoints, 0))).isEqualTo(1);
    endpoints.used();
    scene.pass(1_000);
    names.answer(30, "10.0.0.1", "10.0.0.2");
    Endpoint joined = one(endpoints, 1);
    assertThat(endpoints.slowStart().share(joined)).isZero();
    scene.pass(5_000);
    assertThat(endpoints.slowStart().share(joined)).isEqualTo(0.5);
    scene.pass(6_000);
    assertThat(joined.warmingSinceNanos()).isEqualTo(Endpoint.WARM);
  }

  @Test
  void whoWantsToSeeIsToldOfEachAddress() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    one(endpoints, 1).begun();
    endpoints.setHealthy(one(endpoints, 0), false);
    assertThat(endpoints.states())
        .containsExactly(
            new EndpointState(A, false, false, 0), new EndpointState(B, true, false, 1));
  }

  @Test
  void whatIsLeftAloneIsTriedWhenNothingElseIsLeft() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    Endpoint b = one(endpoints, 1);
    fail(endpoints, a, 5);
    assertThat(endpoints.available().without(List.of(b))).containsExactly(a);
    assertThat(endpoints.available().without(List.of(a, b))).isEmpty();
  }

  @Test
  void oneThatAnswersAlthoughItIsLeftAloneIsBackAtOnce() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 5);
    endpoints.succeeded(a, false);
    scene.run();
    assertThat(usable(endpoints)).containsExactly(B);
    endpoints.succeeded(a, true);
    scene.run();
    assertThat(usable(endpoints)).containsExactly(A, B);
    fail(endpoints, a, 4);
    assertThat(usable(endpoints)).containsExactly(A, B);
  }

  @Test
  void theEndOfATimeThatWasCutShortDoesNotEndTheNext() {
    Endpoints endpoints = scene.endpoints(balance, names, "10.0.0.1", "10.0.0.2");
    Endpoint a = one(endpoints, 0);
    fail(endpoints, a, 5);
    scene.pass(5_000);
    endpoints.succeeded(a, true);
    scene.run();
    fail(endpoints, a, 5);
    scene.pass(6_000);
    assertThat(usable(endpoints)).containsExactly(B);
  }
}
