package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.5 */
@InEachTier
class HeadShouldTest {
  private static final String REFRESH = "Cache-Control: no-cache";

  private final Tier tier;

  HeadShouldTest(Tier tier) {
    this.tier = tier;
  }

  /** GET is answered with the one head, HEAD always in full with the other. */
  private static Function<Request, String> heads(Origin get, List<String> head, int length) {
    return request ->
        request.method().equals("HEAD")
            ? Origin.head(200, head) + "Content-Length: " + length + "\r\n\r\n"
            : get.apply(request);
  }

  /** Asks with HEAD until a HEAD is a hit. */
  private static Response awaitHeadHit(Rig rig) {
    AtomicReference<Response> last = new AtomicReference<>();
    await()
        .until(
            () -> {
              last.set(rig.send("HEAD", "/a"));
              return Rig.status(last.get()).startsWith("nearside; hit; ttl=3");
            });
    return last.get();
  }

  private static long gets(Rig rig) {
    return rig.upstream().requests().stream().filter(r -> r.method().equals("GET")).count();
  }

  @Test
  void theSameValidatorsUpdateTheStoredFields() throws IOException {
    Origin origin = Origin.of("hello", ETAG, MODIFIED, STALE, "X-A: old", "X-Kept: 1");
    List<String> head = List.of(ETAG, MODIFIED, HOUR, "X-A: new", "X-Added: 1");
    try (Rig rig = tier.answering(heads(origin, head, 5))) {
      Eventually.stored(rig, 1, "/a");
      assertForwarded(rig.send("HEAD", "/a"));
      awaitHeadHit(rig);
      long before = gets(rig);
      Response hit = rig.get("/a");

      assertThat(Rig.status(hit)).startsWith("nearside; hit");
      assertThat(hit.text()).isEqualTo("hello");
      assertThat(hit.headers("X-A")).containsExactly("new");
      assertThat(hit.headers("X-Added")).containsExactly("1");
      assertThat(hit.headers("X-Kept")).containsExactly("1");
      assertThat(gets(rig)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'ETag: \"2\"', 'Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT', 5",
    "'ETag: \"1\"', 'Last-Modified: Wed, 16 Nov 1994 08:12:31 GMT', 5",
    "'ETag: \"1\"', 'Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT', 6"
  })
  void whatDiffersMakesTheStoredResponseStale(String etag, String modified, int length)
      throws IOException {
    Origin origin = Origin.of("hello", ETAG, MODIFIED, HOUR);
    List<String> head = List.of(etag, modified, HOUR, "X-A: new");
    try (Rig rig = tier.answering(heads(origin, head, length))) {
      Eventually.stored(rig, 1, "/a");
      assertThat(Rig.status(rig.get("/a"))).startsWith("nearside; hit");
      assertForwarded(rig.send("HEAD", "/a", REFRESH));
      origin.becomes("world!", "ETag: \"2\"", HOUR);
      // In Redis it becomes stale a moment later; after that one GET goes upstream.
      Response get = Eventually.answer(rig, "/a", answer -> gets(rig) == 2);

      assertForwarded(get);
      assertThat(get.text()).isEqualTo("world!");
    }
  }

  @Test
  void aHeadThatIsAnErrorChangesNothing() throws IOException {
    Origin origin = Origin.of("hello", ETAG, HOUR);
    try (Rig rig =
        tier.answering(
            request ->
                request.method().equals("HEAD")
                    ? Origin.head(503, List.of("ETag: \"2\"")) + "Content-Length: 9\r\n\r\n"
                    : origin.apply(request))) {
      Eventually.stored(rig, 1, "/a");
      assertForwarded(rig.send("HEAD", "/a", REFRESH));
      Response hit = rig.get("/a");

      assertThat(Rig.status(hit)).startsWith("nearside; hit");
      assertThat(hit.text()).isEqualTo("hello");
    }
  }
}
