package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.store.CacheValue;
import io.nearside.store.StoredResponse;
import io.nearside.testing.BufferLeaks;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  // Answers that come late.

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "\"0\""})
  void aHeadThatIsAnsweredLateDoesNotPutBackWhatWasReplaced(String tag) {
    storeFresh();
    scene.pass(1);
    head("Cache-Control: no-cache");
    get("Cache-Control: no-cache");
    store("\"2\"", "new", 2, "Cache-Control: max-age=60");
    call(1).head(200, "ETag: " + tag, "Cache-Control: max-age=60").end();

    assertThat(get().told()).containsExactly("hit new");
    assertThat(scene.far.values.values()).allMatch(value -> isTagged(value, "\"2\""));
  }

  @Test
  void aValidationThatIsAnsweredLateDoesNotPutBackWhatWasReplaced() {
    storeFresh();
    scene.pass(1);
    Asking validating = get("Cache-Control: no-cache");
    get("Cache-Control: no-cache");
    store("\"2\"", "new", 2, "Cache-Control: max-age=60");
    call(1).head(304, "ETag: \"1\"").end();

    assertThat(validating.told()).containsExactly("stored old");
    assertThat(get().told()).containsExactly("hit new");
    assertThat(scene.far.values.values()).allMatch(value -> isTagged(value, "\"2\""));
  }

  private static boolean isTagged(CacheValue value, String tag) {
    return value instanceof StoredResponse response && tag.equals(response.entityTag());
  }

  // Answers that are refused for the sake of the request.

  @Test
  void aHeadWithAuthorizationDoesNotMakeStaleWhatOthersShare() {
    storeFresh();
    head("Authorization: x", "Cache-Control: no-cache");
    call(1).head(200, "ETag: \"1\"", "Cache-Control: max-age=60").end();

    assertThat(get().told()).containsExactly("hit old");
  }

  @Test
  void aHeadOfWhichNothingMayBeKeptChangesNothing() {
    storeFresh();
    head("Cache-Control: no-store, no-cache");
    call(1).head(200, "ETag: \"2\"", "Cache-Control: max-age=60").end();

    assertThat(get().told()).containsExactly("hit old");
  }

  @Test
  void aValidationWithAuthorizationLeavesWhatOthersShare() {
    storeFresh();
    Asking user = get("Authorization: x", "Cache-Control: no-cache");
    call(1).head(304, "ETag: \"1\"").end();

    assertThat(user.told()).containsExactly("stored old");
    assertThat(get().told()).containsExactly("hit old");
  }

  @Test
  void aValidationThatSetsACookieLeavesWhatOthersShare() {
    storeFresh();
    Asking user = get("Cache-Control: no-cache");
    call(1).head(304, "ETag: \"1\"", "Set-Cookie: a=b").end();

    assertThat(user.told()).containsExactly("stored old");
    assertThat(get().told()).containsExactly("hit old");
    assertThat(scene.far.lifetimes.values()).noneMatch(millis -> millis == 1);
  }

  @Test
  void aRequestThatWantsNothingKeptIsNotTheOneToRefreshFor() {
    get();
    store("\"1\"", "old", 0, "Cache-Control: max-age=10, stale-while-revalidate=60");
    scene.pass(20);

    assertThat(get("Cache-Control: no-store").told()).containsExactly("hit old");
    assertThat(scene.upstream.calls()).hasSize(1);
    assertThat(get().told()).containsExactly("hit old");
    call(1).head(304, "ETag: \"1\"").end();
    assertThat(scene.events.count("stored")).isEqualTo(2);
  }

  // Answers that end what is stored.

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "private"})
  void whatMustNotBeStoredAnyMoreLeavesTheFarStoreToo(String directive) {
    storeFresh();
    get("Cache-Control: no-cache");
    call(1).head(304, "ETag: \"1\"", "Cache-Control: " + directive).end();

    assertThat(scene.far.lifetimes.values()).containsExactly(1L);
  }

  @Test
  void ofAHeadThatVariesOtherwiseNobodyKnowsWhoseBodyIsStored() {
    get("X-User: alice");
    call(0).head(200, "Cache-Control: max-age=60", "Content-Length: 5").body("alice").end();
    head("X-User: bob", "Cache-Control: no-cache");
    call(1).head(200, "Cache-Control: max-age=60", "Vary: X-User").end();
    Asking bob = get("X-User: bob");

    call(2).head(200, "Content-Length: 3").body("bob").end();
    assertThat(bob.told()).containsExactly("head 200", "body bob", "end");
  }

  // What counts of an answer.

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

  private static String groups() {
    return IntStream.range(0, 200)
        .mapToObj(number -> "\"" + number + "\"")
        .collect(Collectors.joining(", ", "Cache-Groups: ", ""));
  }

  @Test
  void aValidationThatBringsTooManyTagsEndsWhatIsStored() {
    storeFresh();
    get("Cache-Control: no-cache");
    call(1).head(304, "ETag: \"1\"", groups()).end();

    assertThat(scene.events.all()).noneMatch(event -> event.equals("hit /a"));
    assertThat(scene.events.count("stored")).isEqualTo(1);
    assertThat(get().told()).isEmpty();
    call(2).head(200, "Content-Length: 0").end();
  }

  @Test
  void aHeadThatBringsTooManyTagsMakesStale() {
    storeFresh();
    head("Cache-Control: no-cache");
    call(1).head(200, "ETag: \"1\"", groups()).end();

    assertThat(scene.events.count("stored")).isEqualTo(1);
    assertThat(get().told()).isEmpty();
    call(2).head(200, "Content-Length: 0").end();
  }

  @Test
  void aPartWithTooManyTagsIsNotStored() {
    get("Range: bytes=0-0");
    call(0)
        .head(
            206,
            "ETag: \"1\"",
            "Cache-Control: max-age=60",
            "Content-Range: bytes 0-0/9",
            "Content-Length: 1",
            groups())
        .body("0")
        .end();

    assertThat(scene.events.count("stored")).isZero();
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
  void aHeadDoesNotGrowWithoutEndByHeadRequests() {
    storeFresh();
    String value = "x".repeat(8_000);
    for (int i = 1; i <= 20; i++) {
      head("Cache-Control: no-cache");
      call(i).head(200, "ETag: \"1\"", "X-Field-" + i + ": " + value).end();
    }

    assertThat(scene.far.values.values()).allMatch(stored -> stored.encoded().length < 100_000);
  }

  // Answers that nobody asked for.

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

  // Fields about the content of a part.

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

  // No memory.

  @Test
  void whoWaitsForAValidationIsAnsweredThoughThereIsNoMemoryToKeepIt() {
    get();
    store("\"1\"", "old", 0, "Cache-Control: max-age=10", "Age: 10");
    scene.far.values.clear();
    Asking first = get();
    Asking second = get();
    scene.far.noMemory = true;
    call(1).head(304, "ETag: \"1\"").end();

    assertThat(first.told()).containsExactly("stored old");
    assertThat(second.told()).hasSizeLessThan(2);
    for (int i = 2; i < scene.upstream.calls().size(); i++) {
      call(i).head(304, "ETag: \"1\"").end();
    }
    assertThat(second.told()).hasSize(1);
  }

  @Test
  void aPartAndAHeadAreAnsweredThoughThereIsNoMemoryToKeepThem() {
    scene.far.noMemory = true;
    Asking part = get("Range: bytes=0-0");
    call(0)
        .head(
            206,
            "ETag: \"1\"",
            "Cache-Control: max-age=60",
            "Content-Range: bytes 0-0/9",
            "Content-Length: 1")
        .body("0")
        .end();
    assertThat(part.told()).containsExactly("head 206", "body 0", "end");
    scene.far.noMemory = false;
    get();
    store("\"1\"", "old", 1, "Cache-Control: max-age=60");
    scene.far.noMemory = true;
    Asking head = head("Cache-Control: no-cache");
    call(2).head(200, "ETag: \"1\"", "Cache-Control: max-age=60").end();
    assertThat(head.told()).containsExactly("head 200", "end");
  }
}
