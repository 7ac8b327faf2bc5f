package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.store.StoredResponse;
import io.nearside.testing.BufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an answer about something stored may not do to it, late, odd or for another one. */
@ExtendWith(BufferLeaks.class)
class StoredUpdateTest {
  private final EngineScene scene = new EngineScene();

  @AfterEach
  void nothingIsUnderWay() {
    scene.end();
  }

  private Asking get(String... lines) {
    return scene.get(lines);
  }

  private EngineScene.Asking head(String... lines) {
    return scene.head(lines);
  }

  private FakeUpstream.FakeCall call(int index) {
    return scene.call(index);
  }

  private void store(String tag, String body, int index, String... more) {
    String[] lines = {"ETag: " + tag, "Content-Length: " + body.length()};
    String[] all = java.util.Arrays.copyOf(more, more.length + lines.length);
    System.arraycopy(lines, 0, all, more.length, lines.length);
    call(index).head(200, all).body(body).end();
  }

  private void storeFresh() {
    get();
    store("\"1\"", "old", 0, "Cache-Control: max-age=60");
  }

  @Test
  void theAgeOfAValidationCounts() {
    get();
    store("\"1\"", "old", 0, "Cache-Control: max-age=60", "Age: 60");
    get();
    call(1).head(304, "ETag: \"1\"", "Age: 50").end();
    assertThat(get().told()).containsExactly("hit old");
    scene.pass(11);

    assertThat(get().told()).isEmpty();
    call(2).head(304, "ETag: \"1\"").end();
  }

  @Test
  void aHeadDoesNotGrowWithoutEndByValidations() {
    storeFresh();
    String value = "x".repeat(8_000);
    for (int i = 1; i <= 20; i++) {
      get("Cache-Control: no-cache");
      if (!scene.asked(i, "If-None-Match").equals("null")) {
        call(i).head(304, "ETag: \"1\"", "X-Field-" + i + ": " + value);
      }
      int last = scene.upstream.calls().size() - 1;
      if (scene.asked(last, "If-None-Match").equals("null")) {
        call(last).head(200, "Content-Length: 0").end();
        return;
      }
      call(last).end();
    }
    throw new AssertionError("it grew by 20 fields");
  }

  @Test
  void aNotModifiedThatNobodyAskedForIsAnErrorOfTheUpstream() {
    Asking client = get("If-None-Match: \"mine\"");
    call(0).head(304, "ETag: \"1\"");

    assertThat(client.told()).hasSize(1);
    assertThat(client.told().get(0)).startsWith("error 502");
    assertThat(call(0).cancelled).isTrue();
  }

  @Test
  void aPartThatSaysThatItIsSeveralIsNotStored() {
    get("Range: bytes=0-3");
    call(0)
        .head(
            206,
            "ETag: \"1\"",
            "Cache-Control: max-age=60",
            "Content-Type: Multipart/byteranges; boundary=x",
            "Content-Range: bytes 0-3/9",
            "Content-Length: 4")
        .body("--x\r")
        .end();

    assertThat(scene.events.count("stored")).isZero();
  }

  @Test
  void theDigestOfAPartIsNotThatOfTheWhole() {
    get("Range: bytes=0-3");
    call(0)
        .head(
            206,
            "ETag: \"1\"",
            "Cache-Control: max-age=60",
            "Content-Digest: sha-256=:AAAA:",
            "Content-Range: bytes 0-3/6",
            "Content-Length: 4")
        .body("0123")
        .end();
    get();
    call(1)
        .head(
            206,
            "ETag: \"1\"",
            "Cache-Control: max-age=60",
            "Content-Digest: sha-256=:BBBB:",
            "Content-MD5: BBBB",
            "Content-Range: bytes 4-5/6",
            "Content-Length: 2")
        .body("45")
        .end();

    assertThat(get().told()).containsExactly("hit 012345");
    StoredResponse stored = (StoredResponse) scene.far.values.values().iterator().next();
    assertThat(stored.fields().contains("content-digest")).isFalse();
    assertThat(stored.fields().contains("content-md5")).isFalse();
  }
}
