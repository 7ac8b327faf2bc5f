package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A response that was freshened is a stored response like others: it is selected, purged and sent
 * by its new fields.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4
 */
@InEachTier
class FreshenedMustTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  FreshenedMustTest(Tier tier) {
    this.tier = tier;
  }

  @Test
  void eachFieldIsThereOnce() throws IOException {
    Origin origin =
        Origin.of("one", ETAG, MODIFIED, STALE, "Via: 1.0 deep", "Content-Type: text/plain")
            .notModifiedSays(ETAG, MODIFIED, STALE, "Via: 1.0 deep");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      for (int i = 0; i < 3; i++) {
        assertOnce(rig.get("/a"));
      }
      origin.notModifiedSays(ETAG, HOUR);
      assertOnce(rig.get("/a"));
      assertOnce(Eventually.hit(rig, "/a"));
    }
  }

  private static void assertOnce(Response answer) {
    for (String name :
        List.of(
            "Date", "ETag", "Last-Modified", "Cache-Control", "Content-Type", "Content-Length")) {
      assertThat(answer.headers(name)).as(name).hasSize(1);
    }
    assertThat(answer.headers("Age")).hasSizeLessThan(2);
    assertThat(answer.headers("Cache-Status")).hasSize(1);
    assertThat(String.join(", ", answer.headers("Via"))).containsOnlyOnce("nearside");
  }

  /** 9111 4.1 */
  @Test
  void aVaryThatA304BringsCounts() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, HOUR, "Vary: X-L");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a", "X-L: de");
      rig.get("/a", "X-L: de");
      Eventually.hit(rig, "/a", "X-L: de");

      assertForwarded(rig.get("/a", "X-L: en"));
    }
  }

  // Groups, RFC 9875

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void theGroupsOfTheNewFieldsCount(String method) throws IOException {
    String[] fresh = {ETAG, HOUR, "Cache-Groups: \"new\""};
    Origin origin = Origin.of("one", ETAG, STALE, "Cache-Groups: \"old\"");
    try (Rig rig =
        tier.answering(
            request -> {
              String say = request.header("X-Say");
              if (say != null) {
                return "HTTP/1.1 200 OK\r\n" + say + "\r\nContent-Length: 0\r\n\r\n";
              }
              if (request.method().equals("HEAD")) {
                return Origin.head(200, List.of(fresh)) + "Content-Length: 3\r\n\r\n";
              }
              return origin.apply(request);
            })) {
      origin.notModifiedSays(fresh);
      Eventually.stored(rig, 1, "/a");
      rig.send(method, "/a");
      Eventually.hit(rig, "/a");
      rig.send("POST", "/w", EMPTY, "X-Say: Cache-Group-Invalidation: \"old\"");
      assertHit(rig.get("/a"));
      rig.send("POST", "/w", EMPTY, "X-Say: Cache-Group-Invalidation: \"new\"");

      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void theGroupsOfAPartCount() throws IOException {
    Origin origin = Origin.of(Origin.letters(100), ETAG, HOUR, "Cache-Groups: \"g\"");
    try (Rig rig =
        tier.answering(
            request ->
                request.method().equals("POST")
                    ? "HTTP/1.1 200 OK\r\nCache-Group-Invalidation: \"g\"\r\n"
                        + "Content-Length: 0\r\n\r\n"
                    : origin.apply(request))) {
      Eventually.stored(rig, 1, "/a", "Range: bytes=0-49");
      assertHit(rig.get("/a", "Range: bytes=0-9"));
      rig.send("POST", "/w", EMPTY);
      assertForwarded(rig.get("/a", "Range: bytes=0-9"));
      rig.get("/a");
      Eventually.hit(rig, "/a");
      rig.send("POST", "/w", EMPTY);

      assertForwarded(rig.get("/a"));
    }
  }

  // A write while something is under way

  @Test
  void aWriteDuringAHeadWins() throws IOException {
    Gate slow = new Gate("the HEAD");
    Origin origin = Origin.of("one", ETAG, STALE);
    try (Rig rig =
        tier.answering(
            request -> {
              if (request.method().equals("HEAD")) {
                slow.await();
                return Origin.head(200, List.of(ETAG, HOUR)) + "Content-Length: 3\r\n\r\n";
              }
              return origin.apply(request);
            })) {
      Eventually.stored(rig, 1, "/a");
      RawClient early = rig.client().request("HEAD", "/a");
      slow.awaitArrival();
      origin.becomes("two", ETAG, HOUR);
      rig.send("POST", "/a", EMPTY);
      slow.open();
      early.readResponse(true);

      for (int i = 0; i < 3; i++) {
        assertThat(rig.get("/a").text()).isEqualTo("two");
      }
    }
  }

  @Test
  void aWriteDuringARangeMissWins() throws IOException {
    Gate slow = new Gate("the part");
    Origin origin = Origin.of("one", ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request -> {
              if (request.header("X-Slow") != null) {
                slow.await();
                return Origin.part("one", 0, 1, ETAG, HOUR);
              }
              return origin.apply(request);
            })) {
      RawClient early = rig.client().request("GET", "/a", "Range: bytes=0-1", "X-Slow: yes");
      slow.awaitArrival();
      origin.becomes("two", ETAG, HOUR);
      rig.send("POST", "/a", EMPTY);
      slow.open();
      assertThat(early.readResponse().text()).isEqualTo("on");

      assertThat(rig.get("/a", "Range: bytes=0-1").text()).isEqualTo("tw");
      assertThat(rig.get("/a").text()).isEqualTo("two");
    }
  }
}
