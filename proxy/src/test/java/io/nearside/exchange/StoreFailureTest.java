package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.SharingRules;
import io.nearside.caching.SharingRules.OnStoreFailure;
import io.nearside.exchange.EngineScene.Asking;
import io.nearside.testing.BufferLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What requests get while the far store or the log of purges is away, route by route. */
@ExtendWith(BufferLeaks.class)
class StoreFailureTest {
  private static final String[] FRESH = {"Cache-Control: max-age=60", "Content-Length: 4"};
  private static final int CAP = 2;

  private static EngineScene scene(OnStoreFailure policy) {
    return new EngineScene(new SharingRules(true, true, policy, CAP), 30);
  }

  private static EngineScene blindScene(OnStoreFailure policy) {
    EngineScene scene = scene(policy);
    scene.get();
    scene.call(0).head(200, FRESH).body("body").end();
    scene.log.blind = true;
    return scene;
  }

  @Test
  void bypassAsksTheUpstream() {
    EngineScene scene = blindScene(OnStoreFailure.BYPASS);

    Asking asking = scene.get();

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(asking.told()).containsExactly("head 200", "body anew", "end");
    scene.end();
  }

  @Test
  void staleServesWhatIsNearAndFresh() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);

    assertThat(scene.get().told()).containsExactly("hit body");

    assertThat(scene.upstream.calls()).hasSize(1);
    scene.end();
  }

  @Test
  void staleServesWhatIsNearWithinItsStaleIfErrorWindowAndAsksForNews() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);
    scene.pass(89);

    assertThat(scene.get().told()).containsExactly("hit body");

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(scene.get().told()).containsExactly("hit anew");
    scene.end();
  }

  @Test
  void staleServesNothingBeyondThatWindow() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);
    scene.pass(91);

    Asking asking = scene.get();

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(asking.told()).containsExactly("head 200", "body anew", "end");
    scene.end();
  }

  @Test
  void staleServesNothingThatThisSidecarPurged() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);
    scene.purge();

    Asking asking = scene.get();

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(asking.told()).containsExactly("head 200", "body anew", "end");
    scene.end();
  }

  @Test
  void staleKnowsWhatThisSidecarPurgedSoftly() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);
    scene.purgeSoftly();

    assertThat(scene.get().told())
        .as("within its stale-if-error window")
        .containsExactly("hit body");
    assertThat(scene.upstream.calls()).as("but asked about").hasSize(2);
    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(scene.get().told()).containsExactly("hit anew");
    scene.end();
  }

  @Test
  void staleDoesNotTurnAReloadIntoAHit() {
    EngineScene scene = blindScene(OnStoreFailure.STALE);

    Asking asking = scene.get("Cache-Control: no-cache");

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(asking.told()).containsExactly("head 200", "body anew", "end");
    scene.end();
  }

  @Test
  void staleIsForTheOutageOnly() {
    EngineScene scene = scene(OnStoreFailure.STALE);
    scene.get();
    scene.call(0).head(200, FRESH).body("body").end();
    scene.pass(61);

    Asking asking = scene.get();

    scene.call(1).head(200, FRESH).body("anew").end();
    assertThat(asking.told()).containsExactly("head 200", "body anew", "end");
    scene.end();
  }

  @Test
  void protectLetsAsManyThroughAsItMayAndRefusesTheNext() {
    EngineScene scene = scene(OnStoreFailure.PROTECT);
    scene.far.away = true;
    Asking one = scene.ask("GET", "Range: bytes=0-0");
    Asking two = scene.ask("GET", "Range: bytes=0-1");

    Asking three = scene.ask("GET", "Range: bytes=0-2");
    scene.channel.runPendingTasks();

    assertThat(three.told())
        .containsExactly("error 503 the upstream is protected from more requests");
    assertThat(scene.upstream.calls()).hasSize(2);
    scene.call(0).head(500, "Content-Length: 0").end();
    assertThat(one.told()).containsExactly("head 500", "end");

    Asking four = scene.ask("GET", "Range: bytes=0-3");
    two.exchange.clientGone();
    Asking five = scene.ask("GET", "Range: bytes=0-4");
    scene.channel.runPendingTasks();

    assertThat(scene.upstream.calls()).as("ended or given up, both make room").hasSize(4);
    scene.call(2).fail(UpstreamFailure.CONNECTION_REFUSED);
    scene.call(3).fail(UpstreamFailure.CONNECTION_REFUSED);
    assertThat(four.told()).singleElement().asString().startsWith("error 502");
    assertThat(five.told()).singleElement().asString().startsWith("error 502");
    scene.end();
  }

  @Test
  void protectDoesNotCountWhoWaitsForAnothersFetch() {
    EngineScene scene = scene(OnStoreFailure.PROTECT);
    scene.far.away = true;
    for (int i = 0; i < 10; i++) {
      scene.get();
    }
    scene.channel.runPendingTasks();

    assertThat(scene.upstream.calls()).hasSize(1);
    scene.call(0).head(200, FRESH).body("body").end();
    scene.end();
  }

  @Test
  void protectServesWhatIsStaleWhereItMayInPlaceOfARefusal() {
    EngineScene scene = scene(OnStoreFailure.PROTECT);
    scene.get();
    scene.call(0).head(200, FRESH).body("body").end();
    scene.pass(61);
    scene.far.away = true;
    scene.ask("GET", "Range: bytes=0-0", "Cache-Control: no-cache");
    scene.ask("GET", "Range: bytes=0-1", "Cache-Control: no-cache");
    assertThat(scene.upstream.calls()).hasSize(3);

    Asking asking = scene.get();
    scene.channel.runPendingTasks();

    assertThat(asking.told()).containsExactly("stored body");
    scene.call(1).fail(UpstreamFailure.CONNECTION_REFUSED);
    scene.call(2).fail(UpstreamFailure.CONNECTION_REFUSED);
    scene.end();
  }

  @Test
  void protectLetsWritesThrough() {
    EngineScene scene = scene(OnStoreFailure.PROTECT);
    scene.far.away = true;
    for (int i = 0; i < 3; i++) {
      scene.ask("DELETE");
    }

    assertThat(scene.upstream.calls()).hasSize(3);
    scene.upstream.calls().forEach(call -> call.head(204).end());
    scene.end();
  }

  @Test
  void protectDoesNothingWhileTheStoreIsThere() {
    EngineScene scene = scene(OnStoreFailure.PROTECT);
    for (int i = 0; i < 3; i++) {
      scene.ask("GET", "Range: bytes=0-" + i);
    }

    assertThat(scene.upstream.calls()).hasSize(3);
    scene.upstream.calls().forEach(call -> call.fail(UpstreamFailure.CONNECTION_REFUSED));
    scene.end();
  }
}
