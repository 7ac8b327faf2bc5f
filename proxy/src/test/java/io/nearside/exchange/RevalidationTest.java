package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Sidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fetch that asks about something stored does with each answer. Step by step. */
@ExtendWith(BufferLeaks.class)
class RevalidationTest {
  private static final String LM = "Last-Modified: Sat, 21 Nov 2020 10:00:00 GMT";
  private static final String[] STALE = {
    "Cache-Control: max-age=0", "ETag: \"1\"", LM, "Content-Length: 4"
  };

  private final EngineScene scene = new EngineScene();
  private final FakeUpstream upstream = scene.upstream;
  private final Sidecar.Events events = scene.events;

  @AfterEach
  void nothingIsCollectedAnyMore() {
    scene.end();
  }

  private Asking get(String... lines) {
    return scene.get(lines);
  }

  private FakeCall call(int index) {
    return scene.call(index);
  }

  private String asked(int index, String name) {
    return scene.asked(index, name);
  }

  /** Stores what is stale at once, with the body {@code body}. */
  private void storeStale() {
    Asking first = get();
    call(0).head(200, STALE).body("body").end();
    assertThat(first.told()).containsExactly("head 200", "body body", "end");
    assertThat(events.count("stored")).isEqualTo(1);
  }

  @Test
  void aStaleCopyIsAskedAboutWithBothItsValidatorsAndNotTheClients() {
    storeStale();
    get("If-None-Match: \"mine\"", "If-Modified-Since: Sat, 21 Nov 2015 10:00:00 GMT");

    assertThat(asked(1, "If-None-Match")).isEqualTo("\"1\"");
    assertThat(asked(1, "If-Modified-Since")).isEqualTo(LM.substring("Last-Modified: ".length()));
    call(1).head(304, "ETag: \"1\"").end();
  }

  @Test
  void whatIsStillRightAnswersWithItsBodyAndIsFreshAgain() {
    storeStale();
    Asking second = get();
    call(1).head(304, "ETag: \"1\"", "Cache-Control: max-age=60").end();

    assertThat(second.told()).containsExactly("stored body");
    assertThat(get().told()).containsExactly("hit body");
    assertThat(upstream.calls()).hasSize(2);
  }

  @Test
  void anAnswerAboutAnotherRepresentationIsNotUsedAndItIsAskedForAnew() {
    storeStale();
    Asking second = get();
    call(1).head(304, "ETag: \"2\"");

    assertThat(second.told()).isEmpty();
    assertThat(asked(2, "If-None-Match")).isEqualTo("null");
    call(2).head(200, "Cache-Control: max-age=60", "Content-Length: 3").body("new").end();
    assertThat(second.told()).containsExactly("head 200", "body new", "end");
  }

  @Test
  void whatWasPurgedMeanwhileIsNotFreshened() {
    storeStale();
    Asking second = get();
    Asking post = scene.ask("POST");
    call(2).head(200, "Content-Length: 0").end();
    assertThat(post.told()).containsExactly("head 200", "end");
    call(1).head(304, "ETag: \"1\"", "Cache-Control: max-age=60");

    assertThat(second.told()).isEmpty();
    call(3).head(200, "Cache-Control: max-age=60", "Content-Length: 3").body("new").end();
    assertThat(second.told()).containsExactly("head 200", "body new", "end");
    assertThat(get().told()).isEmpty();
    call(4).head(200, "Content-Length: 0").end();
  }

  @Test
  void whatWasPurgedIsNotEvenAskedAbout() {
    storeStale();
    scene.ask("POST");
    call(1).head(200, "Content-Length: 0").end();
    get();

    assertThat(asked(2, "If-None-Match")).isEqualTo("null");
    call(2).head(200, "Content-Length: 0").end();
  }

  @Test
  void whatMustNotBeStoredAnyMoreAnswersOnlyTheOneWhoAsked() {
    storeStale();
    Asking second = get();
    call(1).head(304, "ETag: \"1\"", "Cache-Control: no-store").end();

    assertThat(second.told()).containsExactly("stored body");
    get();
    assertThat(asked(2, "If-None-Match")).isEqualTo("null");
    call(2).head(200, "Content-Length: 0").end();
  }

  @Test
  void whatNeedsValidationEachTimeIsAskedAboutByEveryRequestForItself() {
    get();
    call(0)
        .head(200, "Cache-Control: no-cache", "ETag: \"1\"", "Content-Length: 4")
        .body("body")
        .end();
    Asking one = get();
    Asking two = get();
    assertThat(asked(1, "If-None-Match")).isEqualTo("\"1\"");
    assertThat(asked(2, "If-None-Match")).isEqualTo("\"1\"");
    call(1).head(304, "ETag: \"1\"").end();
    assertThat(one.told()).containsExactly("stored body");
    assertThat(two.told()).isEmpty();
    call(2).head(304, "ETag: \"1\"").end();
    assertThat(two.told()).containsExactly("stored body");
  }

  @Test
  void thoseWhoWaitForTheValidationOfAStaleCopyGetItToo() {
    get();
    call(0)
        .head(200, "Cache-Control: max-age=10", "Age: 10", "ETag: \"1\"", "Content-Length: 4")
        .body("body")
        .end();
    Asking one = get();
    Asking two = get();
    assertThat(upstream.calls()).hasSize(2);
    call(1).head(304, "ETag: \"1\"").end();

    assertThat(one.told()).containsExactly("stored body");
    assertThat(two.told()).containsExactly("stored body");
    assertThat(events.count("stored")).isEqualTo(2);
  }

  @Test
  void anErrorInsteadOfAValidationGoesToTheClientAndLeavesTheCopy() {
    storeStale();
    Asking second = get();
    call(1).head(500, "Content-Length: 0").end();
    assertThat(second.told()).containsExactly("head 500", "end");

    Asking third = get();
    assertThat(asked(2, "If-None-Match")).isEqualTo("\"1\"");
    call(2).head(304, "ETag: \"1\"").end();
    assertThat(third.told()).containsExactly("stored body");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 404, 410})
  void whatWasReplacedByAnAnswerThatIsNotStoredIsNeverUsedAgain(int status) {
    get();
    call(0)
        .head(
            200, "Cache-Control: max-age=60, stale-if-error=60", "ETag: \"1\"", "Content-Length: 1")
        .body("a")
        .end();
    Asking reload = get("Cache-Control: no-cache");
    call(1).head(status, "Cache-Control: no-store", "ETag: \"2\"", "Content-Length: 0").end();
    assertThat(reload.told()).containsExactly("head " + status, "end");

    Asking next = get();
    assertThat(asked(2, "If-None-Match")).isEqualTo("null");
    call(2).head(503, "Content-Length: 0").end();
    assertThat(next.told()).containsExactly("head 503", "end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void whatMustBeRevalidatedAndCannotBeIsA504(String method) {
    get();
    call(0)
        .head(
            200,
            "Cache-Control: max-age=60, must-revalidate",
            "Age: 60",
            "ETag: \"1\"",
            "Content-Length: 1")
        .body("a")
        .end();
    Asking next = scene.ask(method);
    call(1).fail(UpstreamFailure.CONNECTION_REFUSED);

    assertThat(next.told()).containsExactly("error 504 the upstream refused the connection");
  }

  @ParameterizedTest
  @ValueSource(ints = {206, 401, 429, 500})
  void anAnswerForOneRequestAloneLeavesWhatIsStored(int status) {
    get();
    call(0)
        .head(200, "Cache-Control: max-age=60", "ETag: \"1\"", "Content-Length: 1")
        .body("a")
        .end();
    get("Cache-Control: no-cache");
    call(1).head(status, "Content-Length: 0").end();

    assertThat(get().told()).containsExactly("hit a");
  }

  @Test
  void aPartThatIsStoredIsCompletedByAskingForTheRest() {
    Asking part = get("Range: bytes=0-3");
    call(0)
        .head(
            206,
            "Cache-Control: max-age=60",
            "ETag: \"1\"",
            "Content-Range: bytes 0-3/10",
            "Content-Length: 4")
        .body("0123")
        .end();
    assertThat(part.told()).containsExactly("head 206", "body 0123", "end");

    Asking whole = get();
    assertThat(asked(1, "Range")).isEqualTo("bytes=4-9");
    assertThat(asked(1, "If-Range")).isEqualTo("\"1\"");
    call(1)
        .head(
            206,
            "Cache-Control: max-age=60",
            "ETag: \"1\"",
            "Content-Range: bytes 4-9/10",
            "Content-Length: 6")
        .body("456789")
        .end();
    assertThat(whole.told()).containsExactly("head 200", "body 0123", "body 456789", "end");
    assertThat(get().told()).containsExactly("hit 0123456789");
  }

  @Test
  void aPartBeyondWhatIsStoredIsAskedForAloneAndPutInPlace() {
    get("Range: bytes=4-5");
    call(0)
        .head(
            206,
            "Cache-Control: max-age=60",
            "ETag: \"1\"",
            "Content-Range: bytes 4-5/10",
            "Content-Length: 2")
        .body("45")
        .end();
    Asking more = get("Range: bytes=2-5");
    assertThat(asked(1, "Range")).isEqualTo("bytes=2-3");
    call(1)
        .head(
            206,
            "Cache-Control: max-age=60",
            "ETag: \"1\"",
            "Content-Range: bytes 2-3/10",
            "Content-Length: 2")
        .body("23")
        .end();
    assertThat(more.told()).containsExactly("head 206", "body 23", "body 45", "end");
    assertThat(get("Range: bytes=3-4").told()).containsExactly("hit 2345");

    Asking whole = get();
    assertThat(asked(2, "Range")).isEqualTo("null");
    call(2).head(200, "ETag: \"2\"", "Content-Length: 1").body("x").end();
    assertThat(whole.told()).containsExactly("head 200", "body x", "end");
  }

  @Test
  void aHeadWithTheSameValidatorsRefreshesTheCopyAndOneWithOthersMakesItStale() {
    storeStale();
    scene.ask("HEAD");
    call(1).head(200, "ETag: \"1\"", "Content-Length: 4", "Cache-Control: max-age=60").end();
    assertThat(get().told()).containsExactly("hit body");

    Asking head = scene.ask("HEAD", "Cache-Control: no-cache");
    call(2).head(200, "ETag: \"2\"", "Content-Length: 4", "Cache-Control: max-age=60").end();
    assertThat(head.told()).containsExactly("head 200", "end");
    get();
    assertThat(asked(3, "If-None-Match")).isEqualTo("\"1\"");
    call(3).head(200, "Content-Length: 0").end();
  }
}
