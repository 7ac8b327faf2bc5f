package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.testing.BufferLeaks;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about what is still to happen: nobody waits for those of another. */
@ExtendWith(BufferLeaks.class)
class StreamedTest {
  private static final String FRESH = "Cache-Control: max-age=60";
  private static final String EVENTS = "Content-Type: text/event-stream";

  private final EngineScene scene = new EngineScene();

  @AfterEach
  void end() {
    scene.end();
  }

  private int calls() {
    return scene.upstream.calls().size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept: text/event-stream", "Prefer: wait=30"})
  void whoWaitsForWhatIsToHappenNeitherJoinsNorFillsNorHits(String line) {
    scene.get();
    scene.call(0).head(200, FRESH, "Content-Length: 1").body("x").end();
    Asking one = scene.get(line);
    Asking other = scene.get(line);
    assertThat(calls()).isEqualTo(3);

    scene.call(1).head(200, FRESH, "Content-Length: 1").body("y").end();
    scene.call(2).head(200, FRESH, "Content-Length: 1").body("z").end();
    assertThat(one.told()).containsExactly("head 200", "body y", "end");
    assertThat(other.told()).containsExactly("head 200", "body z", "end");
    assertThat(scene.get().told()).containsExactly("hit x");
  }

  @Test
  void eachPieceGoesOnAtOnce() {
    Asking client = scene.get("Accept: text/event-stream");
    scene.call(0).head(200, EVENTS);
    assertThat(client.told()).containsExactly("head 200");
    scene.call(0).body("data: 1");
    assertThat(client.told()).containsExactly("head 200", "body data: 1");
    scene.call(0).body("data: 2");
    assertThat(client.told()).containsExactly("head 200", "body data: 1", "body data: 2");
    Objects.requireNonNull(client.exchange).clientGone();
    assertThat(scene.call(0).cancelled).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EVENTS,
        "Content-Type: Text/Event-Stream ; charset=utf-8",
        "Content-Type: multipart/x-mixed-replace; boundary=x"
      })
  void aStreamIsNeitherStoredNorSharedHoweverFreshItIs(String type) {
    Asking leader = scene.get();
    Asking other = scene.get();
    assertThat(calls()).isEqualTo(1);
    scene.call(0).head(200, FRESH, type).body("a");

    assertThat(leader.told()).containsExactly("head 200", "body a");
    assertThat(calls()).isEqualTo(2);
    scene.call(1).head(200, FRESH, type).body("b");
    assertThat(other.told()).containsExactly("head 200", "body b");
    assertThat(scene.events.all()).contains("not-stored event-stream /a");

    scene.call(0).body("c");
    assertThat(leader.told()).containsExactly("head 200", "body a", "body c");
    scene.call(0).end();
    scene.call(1).end();
    assertThat(scene.events.count("stored")).isZero();
  }

  @Test
  void aPieceOfASharedResponseGoesOnAtOnceToo() {
    Asking leader = scene.get();
    Asking other = scene.get();
    scene.call(0).head(200, FRESH, "Transfer-Encoding: chunked").body("a");
    assertThat(leader.told()).containsExactly("head 200", "body a");
    assertThat(other.told()).containsExactly("head 200", "body a");
    scene.call(0).end();
  }

  @Test
  void longPollsWaitForEachOtherOnlyOnce() {
    scene.get();
    scene.pass(30);
    scene.call(0).head(200, "Cache-Control: no-store", "Content-Length: 0").end();

    scene.pass(59);
    scene.get();
    scene.get();
    assertThat(calls()).isEqualTo(3);
    scene.pass(30);
    scene.call(1).head(200, "Cache-Control: no-store", "Content-Length: 0").end();
    scene.call(2).head(200, "Cache-Control: no-store", "Content-Length: 0").end();
    scene.pass(59);
    scene.get();
    scene.get();
    assertThat(calls()).isEqualTo(5);
    scene.call(3).head(200, "Content-Length: 0").end();
    scene.call(4).head(200, "Content-Length: 0").end();
  }

  @Test
  void whatTookLongIsTriedAgainAfterTenMinutes() {
    scene.get();
    scene.pass(3_600);
    scene.call(0).head(200, "Cache-Control: no-store", "Content-Length: 0").end();

    scene.pass(601);
    scene.get();
    scene.get();
    assertThat(calls()).isEqualTo(2);
    scene.call(1).head(200, FRESH, "Content-Length: 0").end();
  }
}
