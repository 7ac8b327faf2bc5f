package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.CacheKey;
import io.nearside.exchange.EngineScene.Asking;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.store.CacheValue;
import io.nearside.store.Lease;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.testing.BufferLeaks;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One of several sidecars fetches. The others are what the test puts into the far store. */
@ExtendWith(BufferLeaks.class)
class TurnTest {
  private static final String FRESH = "Cache-Control: max-age=60";

  private final EngineScene scene = new EngineScene();

  @BeforeEach
  void standStill() {
    scene.channel.freezeTime();
  }

  @AfterEach
  void end() {
    scene.end();
  }

  private FakeCall call(int index) {
    return scene.call(index);
  }

  private int calls() {
    return scene.upstream.calls().size();
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      scene.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      scene.channel.runScheduledPendingTasks();
    }
  }

  /** What another sidecar stores under the key of the one resource there is. */
  private record Stored(CacheKey key, CacheValue value) {}

  private Stored storedByAnother(String body) {
    EngineScene another = new EngineScene();
    another.get();
    another.call(0).head(200, FRESH, "Content-Length: " + body.length()).body(body).end();
    Map.Entry<CacheKey, CacheValue> entry = another.far.values.entrySet().iterator().next();
    CacheValue mine = scene.remade(entry.getValue());
    another.end();
    return new Stored(entry.getKey(), mine);
  }

  private Lease anothersLease() {
    Mark mark = scene.engine.log().mark();
    return new Lease(7, mark.epoch(), mark.position(), false);
  }

  private Stored anotherIsAtIt() {
    Stored stored = storedByAnother("theirs");
    scene.far.leases.put(stored.key(), anothersLease());
    return stored;
  }

  @Test
  void whoFetchesHoldsTheLeaseUntilItIsStored() {
    scene.get();

    assertThat(scene.far.leases).hasSize(1);
    call(0).head(200, FRESH, "Content-Length: 4").body("bo");
    assertThat(scene.far.leases).hasSize(1);
    assertThat(scene.far.values).isEmpty();

    call(0).body("dy").end();

    assertThat(scene.far.values).hasSize(1);
    assertThat(scene.far.leases).isEmpty();
  }

  @Test
  void whoFetchesForLongRenewsTheLease() {
    scene.get();
    scene.far.leases.clear();

    pass(301);

    assertThat(scene.far.leases).hasSize(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
    assertThat(scene.far.leases).isEmpty();
    pass(1000);
    assertThat(scene.far.leases).isEmpty();
  }

  @Test
  void theOthersWaitForWhatItStores() {
    Stored theirs = anotherIsAtIt();
    Asking one = scene.get();
    Asking two = scene.get();
    pass(500);
    assertThat(one.told()).isEmpty();
    assertThat(calls()).isZero();

    scene.far.values.put(theirs.key(), theirs.value());
    scene.far.leases.clear();
    pass(50);

    assertThat(one.told()).containsExactly("stored theirs");
    assertThat(two.told()).containsExactly("stored theirs");
    assertThat(calls()).isZero();
  }

  @Test
  void theFirstLookComesSoon() {
    Stored theirs = anotherIsAtIt();
    Asking asking = scene.get();
    scene.far.values.put(theirs.key(), theirs.value());

    pass(5);

    assertThat(asking.told()).containsExactly("stored theirs");
  }

  @Test
  void whenTheHolderDiesAnotherTakesItsPlace() {
    anotherIsAtIt();
    scene.get();
    pass(100);
    assertThat(calls()).isZero();

    scene.far.leases.clear();
    pass(50);

    assertThat(calls()).isEqualTo(1);
    assertThat(scene.far.leases).hasSize(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
  }

  @Test
  void whatTheOthersCannotHaveFreesThemAtOnce() {
    Stored theirs = anotherIsAtIt();
    scene.get();
    pass(10);

    scene.far.leases.put(theirs.key(), anothersLease().asUnshareable());
    pass(50);

    assertThat(calls()).isEqualTo(1);
    call(0).head(200, "Cache-Control: no-store", "Content-Length: 0").end();
    assertThat(scene.far.leases.values()).containsExactly(anothersLease().asUnshareable());
  }

  @Test
  void nobodyWaitsForWhatIsPurgedAlready() {
    anotherIsAtIt();
    scene.purge();

    scene.get();

    assertThat(calls()).isEqualTo(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
  }

  @Test
  void aPurgeEndsTheWaiting() {
    anotherIsAtIt();
    scene.get();
    pass(20);
    assertThat(calls()).isZero();

    scene.purge();
    pass(50);

    assertThat(calls()).isEqualTo(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
    assertThat(scene.far.values).as("fetched after the purge, so it is kept").hasSize(1);
  }

  @Test
  void nobodyWaitsLongerThanTheTimeoutOfCollapsing() {
    anotherIsAtIt();
    scene.get();

    pass(9_900);
    assertThat(calls()).isZero();
    pass(200);

    assertThat(calls()).isEqualTo(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
  }

  @Test
  void anUnreadableLeaseKeepsNobody() {
    Stored theirs = storedByAnother("theirs");
    scene.far.leases.put(theirs.key(), new Lease(0, 0, 0, false));

    scene.get();

    assertThat(calls()).as("its position belongs to no epoch that is known").isEqualTo(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
  }

  @Test
  void aStoreThatDoesNotSayKeepsNobody() {
    scene.far.leasesUnknown = true;

    scene.get();

    assertThat(calls()).isEqualTo(1);
    call(0).head(200, FRESH, "Content-Length: 0").end();
    assertThat(scene.far.values).hasSize(1);
  }

  @Test
  void anUnshareableResponseIsSaidToBeSoAtItsHead() {
    scene.get();
    call(0).head(200, "Cache-Control: no-store", "Content-Length: 4");

    assertThat(scene.far.leases.values()).singleElement().matches(Lease::unshareable);
    call(0).body("body").end();
    assertThat(scene.far.leases.values()).singleElement().matches(Lease::unshareable);
  }

  @Test
  void soIsAFailure() {
    scene.get();
    call(0).fail(UpstreamFailure.CONNECTION_REFUSED);

    assertThat(scene.far.leases.values()).singleElement().matches(Lease::unshareable);
  }

  @Test
  void soIsWhatIsTooLargeForTheFarStore() {
    scene.get();
    call(0).head(200, FRESH, "Content-Length: " + (EngineScene.MAX_FAR_BYTES + 1));

    assertThat(scene.far.leases.values()).singleElement().matches(Lease::unshareable);
    call(0).fail(UpstreamFailure.RESPONSE_INCOMPLETE);
  }

  @Test
  void whenTheLastClientLeavesNobodyWaitsForTheOtherSidecar() {
    anotherIsAtIt();
    Asking asking = scene.get();
    pass(20);

    asking.exchange.clientGone();
    scene.far.leases.clear();
    pass(100);

    assertThat(calls()).isZero();
    assertThat(scene.far.leases).isEmpty();
  }

  @Test
  void aStaleResponseIsRefreshedByOneSidecar() {
    scene.get();
    String[] head = {"Cache-Control: max-age=1, stale-while-revalidate=60", "Content-Length: 4"};
    call(0).head(200, head).body("body").end();
    scene.pass(2);
    CacheKey key = scene.far.values.keySet().iterator().next();
    scene.far.leases.put(key, anothersLease());

    assertThat(scene.get().told()).containsExactly("hit body");
    assertThat(calls()).as("another is at it").isEqualTo(1);

    scene.far.leases.clear();
    assertThat(scene.get().told()).containsExactly("hit body");
    assertThat(calls()).as("so soon nobody looks again").isEqualTo(1);
    scene.pass(1);
    assertThat(scene.get().told()).containsExactly("hit body");
    assertThat(calls()).isEqualTo(2);
    call(1).head(200, FRESH, "Content-Length: 3").body("new").end();
    assertThat(scene.get().told()).containsExactly("hit new");
    assertThat(scene.far.leases).isEmpty();
  }

  @Test
  void whatAnotherSidecarRefreshedIsTakenFromTheFarStore() {
    scene.get();
    String[] head = {"Cache-Control: max-age=1, stale-while-revalidate=60", "Content-Length: 4"};
    call(0).head(200, head).body("body").end();
    scene.pass(2);
    Stored theirs = storedByAnother("theirs");
    scene.far.values.put(theirs.key(), scene.remade(theirs.value()));

    assertThat(scene.get().told()).containsExactly("hit body");

    assertThat(calls()).isEqualTo(1);
    assertThat(scene.get().told()).containsExactly("hit theirs");
  }

  @Test
  void whoFetchesWhatWasPurgedMeanwhileKeepsNobodyWaiting() {
    scene.get();
    call(0).head(200, FRESH, "Content-Length: 4").body("bo");
    scene.purge();

    pass(301);

    assertThat(scene.far.leases.values()).singleElement().matches(Lease::unshareable);
    call(0).body("dy").end();
  }

  @Test
  void whoAsksAfterASoftPurgeSharesWithTheOthersThatDo() {
    Asking before = scene.get();
    scene.purgeSoftly();
    Asking one = scene.get();
    Asking two = scene.get();

    assertThat(calls()).as("those after it share").isEqualTo(2);
    call(0).head(200, FRESH, "Content-Length: 3").body("old").end();
    call(1).head(200, FRESH, "Content-Length: 3").body("new").end();
    assertThat(before.told()).contains("body old");
    assertThat(one.told()).contains("body new");
    assertThat(two.told()).contains("body new");
  }

  @Test
  void whatTakesLongToFetchIsFetchedAgainBeforeItGoesStale() {
    scene.get();
    scene.pass(1000);
    call(0).head(200, "Cache-Control: max-age=1100", "Content-Length: 4").body("body").end();

    // A hundred seconds are left of what took a thousand: of a hundred dice one hits.
    for (int i = 0; i < 100; i++) {
      assertThat(scene.get().told()).containsExactly("hit body");
    }

    assertThat(calls()).isEqualTo(2);
    call(1).head(200, "Cache-Control: max-age=60", "Content-Length: 3").body("new").end();
    assertThat(scene.get().told()).containsExactly("hit new");
  }

  @Test
  void whatIsFetchedInNoTimeIsNot() {
    scene.get();
    call(0).head(200, "Cache-Control: max-age=5", "Content-Length: 4").body("body").end();

    assertThat(scene.get().told()).containsExactly("hit body");
    scene.pass(4);
    assertThat(scene.get().told()).containsExactly("hit body");

    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void whoServesWhatIsStaleDoesNotHammerAnUpstreamThatFails() {
    scene.get();
    String[] head = {"Cache-Control: max-age=1, stale-while-revalidate=60", "Content-Length: 4"};
    call(0).head(200, head).body("body").end();
    scene.pass(2);
    for (int i = 0; i < 10; i++) {
      assertThat(scene.get().told()).containsExactly("hit body");
      if (i == 0) {
        call(1).fail(UpstreamFailure.CONNECTION_REFUSED);
      }
    }
    assertThat(calls()).isEqualTo(2);

    scene.pass(1);
    scene.far.leases.clear();
    assertThat(scene.get().told()).containsExactly("hit body");
    assertThat(calls()).isEqualTo(3);
    call(2).head(200, FRESH, "Content-Length: 3").body("new").end();
    assertThat(scene.get().told()).containsExactly("hit new");
  }
}
