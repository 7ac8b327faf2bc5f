package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollectedTest {
  private final CollectBudget budget = new CollectBudget(10);
  private final Collected collected = new Collected(budget, 6);

  @Test
  void allPiecesTogetherAreTheBody() {
    assertThat(collected.add(new byte[] {1, 2})).isNull();
    assertThat(collected.add(new byte[] {3})).isNull();

    assertThat(collected.bytes()).containsExactly(1, 2, 3);
    assertThat(collected.length()).isEqualTo(3);
    assertThat(collected.isComplete()).isTrue();
  }

  @Test
  void aPieceThatDoesNotFitIsRefusedOnce() {
    assertThat(collected.add(new byte[7])).isEqualTo("too-large");
    assertThat(collected.add(new byte[1])).isNull();
    assertThat(collected.isComplete()).isFalse();
  }

  @Test
  void whatTheBudgetHasNoRoomForIsRefused() {
    assertThat(budget.take(8)).isTrue();

    assertThat(collected.add(new byte[3])).isEqualTo("no-memory");
  }

  @Test
  void whatIsStoppedCountsInTheBudgetUntilItIsGivenUp() {
    collected.add(new byte[4]);
    collected.add(new byte[4]);
    assertThat(budget.usedBytes()).isEqualTo(4);
    assertThat(collected.pieces()).isEmpty();

    collected.giveUp();
    collected.giveUp();
    assertThat(budget.usedBytes()).isZero();
  }
}
