package io.nearside.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.history.Operation.Failure;
import io.nearside.history.Operation.Read;
import io.nearside.history.Operation.Write;
import io.nearside.history.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether the judge of histories sees each broken promise, and none where there is none. */
class PromisesTest {
  private static final long LAG = 100;
  private static final long RECONNECT = 1_000;

  private final List<Operation> operations = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();

  /** Through sidecar 0; begins at this time and takes 10. */
  private void write(long version, long atNanos) {
    write(0, version, true, atNanos);
  }

  private void write(int sidecar, long version, boolean appended, long atNanos) {
    operations.add(new Write(sidecar, 7, "PUT", version, appended, atNanos, atNanos + 10));
  }

  private void read(int sidecar, long version, long atNanos) {
    operations.add(new Read(sidecar, 7, "r7", "r7", version, true, atNanos, atNanos + 10));
  }

  private List<Kind> broken() {
    return new Promises(LAG, RECONNECT)
        .brokenIn(new History(operations, losses)).stream().map(Violation::kind).toList();
  }

  // Through the sidecar that did the write.

  @Test
  void aReadAfterTheAnswerOfAWriteMayNotBeOlder() {
    write(2, 0);
    read(0, 1, 11);
    assertThat(broken()).containsExactly(Kind.OLD_HERE);
  }

  @Test
  void aReadThatBeganBeforeTheAnswerOfAWriteMayBeOlder() {
    write(2, 0);
    read(0, 1, 9);
    read(0, 1, 10);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aReadMayBeYoungerThanTheWrite() {
    write(2, 0);
    read(0, 3, 11);
    assertThat(broken()).isEmpty();
  }

  @Test
  void itsOwnSidecarMustKnowAWriteThatWasNotAppended() {
    write(0, 2, false, 0);
    read(0, 1, 11);
    assertThat(broken()).containsExactly(Kind.OLD_HERE);
  }

  @Test
  void aLaterWriteWithASmallerVersionDemandsNoLess() {
    write(3, 0);
    write(2, 5);
    read(0, 2, 20);
    assertThat(broken()).containsExactly(Kind.OLD_HERE);
  }

  @Test
  void aWriteOfAnotherResourceDemandsNothing() {
    write(2, 0);
    operations.add(new Read(0, 8, "r8", "r8", 1, true, 50, 60));
    assertThat(broken()).isEmpty();
  }

  @Test
  void theOrderInWhichOperationsWereWrittenDownDoesNotMatter() {
    read(0, 1, 11);
    write(2, 0);
    assertThat(broken()).containsExactly(Kind.OLD_HERE);
  }

  // Through the others.

  @Test
  void anotherSidecarMayBeOlderUntilTheLagIsOver() {
    write(2, 0);
    read(1, 1, 10 + LAG);
    assertThat(broken()).isEmpty();
  }

  @Test
  void anotherSidecarMayNotBeOlderOnceTheLagIsOver() {
    write(2, 0);
    read(1, 1, 11 + LAG);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void whatWasNotAppendedIsDueElsewhereAfterTheNextAppendOfItsSidecar() {
    write(0, 2, false, 0);
    operations.add(new Write(0, 9, "PUT", 5, true, 500, 510));
    read(1, 1, 510 + LAG);
    assertThat(broken()).isEmpty();
    read(1, 1, 511 + LAG);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void anAppendThatBeganBeforeTheAnswerSaysNothingOfTheWrite() {
    write(0, 2, false, 0);
    operations.add(new Write(0, 9, "PUT", 5, true, 5, 15));
    read(1, 1, 10_000);
    assertThat(broken()).isEmpty();
  }

  @Test
  void anAppendOfAnotherSidecarSaysNothingOfTheWrite() {
    write(0, 2, false, 0);
    operations.add(new Write(1, 9, "PUT", 5, true, 500, 510));
    read(1, 1, 10_000);
    assertThat(broken()).isEmpty();
  }

  @Test
  void theEarliestOfSeveralLaterAppendsCounts() {
    write(0, 2, false, 0);
    operations.add(new Write(0, 9, "PUT", 5, true, 20, 900));
    operations.add(new Write(0, 9, "PUT", 6, true, 30, 40));
    read(1, 1, 41 + LAG);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void soonAfterALossNobodyElseMustKnowWhatWasLost() {
    losses.add(new Loss(5, 200, 300));
    write(2, 0);
    read(1, 1, 200);
    read(1, 1, 300 + RECONNECT + LAG);
    assertThat(broken()).isEmpty();
  }

  @Test
  void whatWasLostIsKnownElsewhereOnceItsSidecarHadTimeToTell() {
    losses.add(new Loss(5, 200, 300));
    write(2, 0);
    read(1, 1, 301 + RECONNECT + LAG);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void whatIsLostLaterIsDueAsEverUntilThen() {
    losses.add(new Loss(5, 200, 300));
    write(2, 0);
    read(1, 1, 199);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void whatWasAppendedBeforeALossIsDueAsEver() {
    losses.add(new Loss(11, 200, 300));
    write(2, 0);
    read(1, 1, 250);
    assertThat(broken()).containsExactly(Kind.OLD_ELSEWHERE);
  }

  @Test
  void itsOwnSidecarMustKnowWhatWasLost() {
    losses.add(new Loss(5, 200, 300));
    write(2, 0);
    read(0, 1, 250);
    assertThat(broken()).containsExactly(Kind.OLD_HERE);
  }

  // Every answer.

  @Test
  void anErrorIsSeen() {
    operations.add(new Failure(0, "GET /", "502", 0, 10));
    assertThat(broken()).containsExactly(Kind.FAILED);
  }

  @Test
  void anotherResourcesBodyIsSeen() {
    operations.add(new Read(0, 7, "r7", "r8", 1, true, 0, 10));
    assertThat(broken()).containsExactly(Kind.MIXED);
  }

  @Test
  void anotherVariantsBodyIsSeen() {
    operations.add(new Read(0, 7, "r7/a", "r7/b", 1, true, 0, 10));
    assertThat(broken()).containsExactly(Kind.MIXED);
  }

  @Test
  void whatShowedFirstIsToldFirst() {
    write(2, 0);
    read(0, 1, 60);
    operations.add(new Failure(0, "GET /", "502", 0, 50));
    assertThat(broken()).containsExactly(Kind.FAILED, Kind.OLD_HERE);
  }
}
