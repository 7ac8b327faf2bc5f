package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.testing.BufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A purge at each moment of an exchange that is about something stored. */
@ExtendWith(BufferLeaks.class)
class PurgedMeanwhileTest {
  private static final String STALE = "Cache-Control: max-age=10, stale-if-error=600";
  private static final String FRESH = "Cache-Control: max-age=60";

  private final EngineScene scene = new EngineScene();

  @BeforeEach
  void readTheClock() {
    scene.pass(1);
  }

  @AfterEach
  void nothingIsUnderWay() {
    scene.end();
  }

  private FakeCall call(int index) {
    return scene.call(index);
  }

  private void storeWhole() {
    scene.get();
    call(0).head(200, STALE, "ETag: \"1\"", "Content-Length: 4").body("0123").end();
    scene.pass(11);
  }

  private FakeCall part(int index, int first, String body) {
    int last = first + body.length() - 1;
    return call(index)
        .head(
            206,
            FRESH,
            "ETag: \"1\"",
            "Content-Range: bytes " + first + "-" + last + "/4",
            "Content-Length: " + body.length());
  }

  private void storePart() {
    scene.get("Range: bytes=0-1");
    part(0, 0, "01").body("01").end();
  }

  /** Who asks now gets neither what was stored nor what was asked of it. */
  private void assertAllIsGone(int next) {
    Asking later = scene.get();
    assertThat(later.told()).isEmpty();
    assertThat(scene.asked(next, "If-None-Match")).isEqualTo("null");
    assertThat(scene.asked(next, "Range")).isEqualTo("null");
    call(next).head(200, FRESH, "ETag: \"2\"", "Content-Length: 3").body("new").end();
    assertThat(later.told()).containsExactly("head 200", "body new", "end");
    assertThat(scene.get().told()).containsExactly("hit new");
  }

  @Test
  void betweenTheHeadAndTheEndOfAValidation() {
    storeWhole();
    Asking before = scene.get();
    call(1).head(304, FRESH, "ETag: \"1\"");
    scene.purge();
    Asking after = scene.get();
    call(1).end();

    assertThat(before.told()).containsExactly("stored 0123");
    assertThat(after.told()).isEmpty();
    call(2).head(304, FRESH, "ETag: \"1\"");
    assertThat(after.told()).first().asString().startsWith("error 502");
    assertAllIsGone(3);
  }

  @Test
  void whileOthersWaitForAValidation() {
    storeWhole();
    Asking first = scene.get();
    Asking waits = scene.get();
    assertThat(scene.upstream.calls()).hasSize(2);
    call(1).head(304, FRESH, "ETag: \"1\"");
    scene.purge();
    call(1).end();

    assertThat(first.told()).containsExactly("stored 0123");
    assertThat(waits.told()).isEmpty();
    assertThat(scene.asked(2, "If-None-Match")).isEqualTo("null");
    call(2).head(200, FRESH, "ETag: \"2\"", "Content-Length: 3").body("new").end();
    assertThat(waits.told()).containsExactly("head 200", "body new", "end");
    assertThat(scene.get().told()).containsExactly("hit new");
  }

  @Test
  void beforeTheHeadOfWhatCompletesAResponse() {
    storePart();
    Asking before = scene.get();
    scene.purge();
    part(1, 2, "23");

    assertThat(before.told()).isEmpty();
    assertThat(call(1).cancelled).isTrue();
    call(2).head(200, FRESH, "ETag: \"1\"", "Content-Length: 4").body("0123").end();
    assertThat(before.told()).containsExactly("head 200", "body 0123", "end");
    assertAllIsGone(3);
  }

  @Test
  void inTheMiddleOfWhatCompletesAResponse() {
    storePart();
    Asking before = scene.get();
    FakeCall rest = part(1, 2, "23").body("2");
    scene.purge();
    Asking after = scene.get();
    rest.body("3").end();

    assertThat(before.told()).containsExactly("head 200", "body 01", "body 2", "body 3", "end");
    assertThat(after.told()).isEmpty();
    call(2).head(200, FRESH, "ETag: \"2\"", "Content-Length: 3").body("new").end();
    assertThat(after.told()).containsExactly("head 200", "body new", "end");
    assertThat(scene.get().told()).containsExactly("hit new");
  }

  @Test
  void inTheMiddleOfAPart() {
    storePart();
    Asking before = scene.get("Range: bytes=0-3");
    FakeCall rest = part(1, 2, "23").body("2");
    scene.purge();
    rest.body("3").end();

    assertThat(before.told()).containsExactly("head 206", "body 01", "body 2", "body 3", "end");
    assertAllIsGone(2);
  }

  @Test
  void betweenAPartAndTheOneBesideIt() {
    storePart();
    scene.get("Range: bytes=3-3");
    FakeCall other = part(1, 3, "3");
    scene.purge();
    other.body("3").end();
    assertAllIsGone(2);
  }

  @Test
  void beforeTheAnswerToAHead() {
    storeWhole();
    scene.head();
    scene.purge();
    call(1).head(200, FRESH, "ETag: \"1\"", "Content-Length: 4").end();
    assertAllIsGone(2);
  }

  @Test
  void afterTheAnswerToAHead() {
    storeWhole();
    scene.head();
    call(1).head(200, FRESH, "ETag: \"1\"", "Content-Length: 4").end();
    assertThat(scene.get().told()).containsExactly("hit 0123");
    scene.purge();
    assertAllIsGone(2);
  }

  @Test
  void beforeAnErrorInsteadOfAValidation() {
    storeWhole();
    Asking before = scene.get();
    scene.purge();
    call(1).head(503, "Content-Length: 0").end();

    assertThat(before.told()).containsExactly("head 503", "end");
    assertAllIsGone(2);
  }

  @Test
  void beforeAFailureInsteadOfAValidation() {
    storeWhole();
    Asking before = scene.get();
    scene.purge();
    call(1).fail(UpstreamFailure.CONNECTION_TERMINATED);

    assertThat(before.told()).first().asString().startsWith("error 502");
    assertAllIsGone(2);
  }

  @Test
  void beforeTheRefreshOfWhatMayBeServedStaleMeanwhile() {
    scene.get();
    call(0)
        .head(
            200,
            "Cache-Control: max-age=10, stale-while-revalidate=60",
            "ETag: \"1\"",
            "Content-Length: 4")
        .body("0123")
        .end();
    scene.pass(11);
    assertThat(scene.get().told()).containsExactly("hit 0123");
    call(1).head(304, FRESH, "ETag: \"1\"");
    scene.purge();
    call(1).end();
    assertAllIsGone(2);
  }

  @Test
  void aRequestAfterASoftPurgeDoesNotJoinAFetchFromBefore() {
    Asking before = scene.get();
    scene.purgeSoftly();

    Asking after = scene.get();

    assertThat(scene.upstream.calls()).hasSize(2);
    scene.call(0).head(200, "Cache-Control: max-age=60", "Content-Length: 3").body("old").end();
    scene.call(1).head(200, "Cache-Control: max-age=60", "Content-Length: 3").body("new").end();
    assertThat(before.told()).containsExactly("head 200", "body old", "end");
    assertThat(after.told()).containsExactly("head 200", "body new", "end");
  }

  @Test
  void whatWasPurgedSoftlyIsServedWithinItsWindowCountedFromThePurge() {
    scene.get();
    String[] head = {"Cache-Control: max-age=600, stale-while-revalidate=30", "Content-Length: 3"};
    scene.call(0).head(200, head).body("old").end();
    scene.pass(10);
    scene.purgeSoftly();
    scene.pass(29);

    assertThat(scene.get().told()).containsExactly("hit old");
    assertThat(scene.upstream.calls()).as("it is asked about meanwhile").hasSize(2);
    scene.call(1).fail(UpstreamFailure.CONNECTION_REFUSED);

    scene.pass(2);
    Asking late = scene.get();
    scene.call(2).head(200, head).body("new").end();
    assertThat(late.told()).containsExactly("head 200", "body new", "end");
    assertThat(scene.get().told()).containsExactly("hit new");
  }
}
