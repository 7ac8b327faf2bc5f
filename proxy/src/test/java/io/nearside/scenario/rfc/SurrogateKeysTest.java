package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Surrogate keys: what a response is purged by, and that no client sees them. */
@InEachTier
class SurrogateKeysTest {
  private static final String EMPTY = "Content-Length: 0";
  private static final String BODY = Origin.letters(20);
  private static final List<String> FIELDS = List.of("Surrogate-Key", "xkey", "Cache-Tag");

  /** A POST to /write/NAME purges this name. */
  private static final String ROUTES =
      "routes = [{ match = \"/write/{name}\", on-write.purge = [\"tag:{name}\"] }]";

  private final Tier tier;

  SurrogateKeysTest(Tier tier) {
    this.tier = tier;
  }

  private Rig of(Origin origin, String... conf) throws IOException {
    String[] all = new String[conf.length + 1];
    all[0] = ROUTES;
    System.arraycopy(conf, 0, all, 1, conf.length);
    return tier.answering(origin, all);
  }

  private static void purge(Rig rig, String name) throws IOException {
    assertThat(rig.send("POST", "/write/" + name, EMPTY).status()).isEqualTo(200);
  }

  private static void assertHidden(Response response) {
    FIELDS.forEach(field -> assertThat(response.headers(field)).as("%s", response).isEmpty());
  }

  private static void assertShown(Response response) {
    assertThat(response.headers("Surrogate-Key")).as("%s", response).containsExactly("a b");
    assertThat(response.headers("xkey")).as("%s", response).containsExactly("c", "d");
    assertThat(response.headers("Cache-Tag")).as("%s", response).containsExactly("e f, g");
  }

  private static Origin tagged() {
    return Origin.of(
        BODY, HOUR, ETAG, "Surrogate-Key: a b", "xkey: c", "Cache-Tag: e f, g", "xkey: d");
  }

  private interface Check {
    void of(Response response);
  }

  private void assertEachAnswer(Check check, String... conf) throws IOException {
    try (Rig rig = of(tagged(), conf)) {
      Response part = rig.get("/part", "Range: bytes=2-5");
      assertThat(part.status()).isEqualTo(206);
      check.of(part);

      check.of(Eventually.stored(rig, 2, "/a"));
      Response hit = rig.get("/a");
      assertHit(hit);
      assertThat(hit.text()).isEqualTo(BODY);
      check.of(hit);
      assertStoredAnswers(rig, check);

      check.of(rig.send("HEAD", "/new"));
      check.of(rig.get("/new", "Cache-Control: no-store"));
      check.of(rig.get("/new?", "Range: bytes=0-1,3-4"));
    }
  }

  private static void assertStoredAnswers(Rig rig, Check check) throws IOException {
    Response notModified = rig.get("/a", "If-None-Match: \"1\"");
    assertThat(notModified.status()).isEqualTo(304);
    assertHit(notModified);
    check.of(notModified);
    Response head = rig.send("HEAD", "/a");
    assertHit(head);
    check.of(head);
    Response range = rig.get("/a", "Range: bytes=3-4");
    assertThat(range.text()).isEqualTo(BODY.substring(3, 5));
    assertHit(range);
    check.of(range);
    Response ranges = rig.get("/a", "Range: bytes=0-1,8-9");
    assertThat(ranges.status()).isEqualTo(206);
    check.of(ranges);
    Response storedPart = rig.get("/part", "Range: bytes=3-4");
    assertHit(storedPart);
    check.of(storedPart);
    Response completed = rig.get("/part", "Range: bytes=4-8");
    assertThat(completed.text()).isEqualTo(BODY.substring(4, 9));
    check.of(completed);
    check.of(rig.get("/part"));
  }

  @Test
  void noClientSeesThem() throws IOException {
    assertEachAnswer(SurrogateKeysTest::assertHidden);
  }

  @Test
  void clientsSeeThemWhereTheConfigurationSaysSo() throws IOException {
    assertEachAnswer(SurrogateKeysTest::assertShown, "cache.tags-to-clients = on");
  }

  @Test
  void noClientSeesThoseOfWhatIsNeverStored() throws IOException {
    String interim = "HTTP/1.1 103 Early Hints\r\nSurrogate-Key: a\r\nLink: </x>\r\n\r\n";
    String[] lines = {"Cache-Control: no-store", "Surrogate-Key: a", "xkey: b", "Cache-Tag: c"};
    try (Rig rig =
        tier.answering(
            request -> {
              int status = request.target().equals("/error") ? 500 : 200;
              return interim + ScriptedUpstream.response(status, "x", lines);
            },
            "routes = [{ match = \"/off\", cache = off }]")) {
      RawClient client = rig.client();
      for (String target : List.of("/a", "/error", "/off")) {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
          for (String line : List.of("Range: bytes=0-1", "X-None: 1", "Cache-Control: no-store")) {
            client.request(method, target, method.equals("POST") ? EMPTY : "X-Empty: 1", line);
            Response hints = client.readResponse();
            assertThat(hints.header("Link")).isEqualTo("</x>");
            assertHidden(hints);
            Response answer = client.readResponse();
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertHidden(answer);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "g"})
  void aPurgeOfOneEndsTheResponse(String name) throws IOException {
    try (Rig rig = of(tagged())) {
      Eventually.stored(rig, 1, "/a");
      purge(rig, "other");
      assertHit(rig.get("/a"));
      purge(rig, name);
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void caseCounts() throws IOException {
    try (Rig rig = of(tagged())) {
      Eventually.stored(rig, 1, "/a");
      purge(rig, "A");
      assertHit(rig.get("/a"));
    }
  }

  @Test
  void aGroupIsOneToo() throws IOException {
    try (Rig rig = of(Origin.of(BODY, HOUR, "Cache-Groups: \"a\""))) {
      assertThat(Eventually.stored(rig, 1, "/a").header("Cache-Groups")).isEqualTo("\"a\"");
      purge(rig, "a");
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void anAnswerToAWriteEndsNothingByItsOwn() throws IOException {
    try (Rig rig =
        tier.answering(request -> ScriptedUpstream.response(200, "x", HOUR, "xkey: a"))) {
      Eventually.stored(rig, 1, "/a");
      rig.send("POST", "/other", EMPTY);
      assertHit(rig.get("/a"));
    }
  }

  private Rig freshened(String... notModifiedLines) throws IOException {
    Origin origin =
        Origin.of(BODY, "Cache-Control: max-age=0", ETAG, "Surrogate-Key: a b", "xkey: c");
    origin.notModifiedSays(notModifiedLines);
    Rig rig = of(origin);
    Eventually.stored(rig, 1, "/a");
    assertHidden(rig.get("/a"));
    assertHidden(Eventually.hit(rig, "/a"));
    return rig;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c"})
  void aNotModifiedAnswerWithoutThemKeepsThem(String name) throws IOException {
    try (Rig rig = freshened(HOUR)) {
      purge(rig, name);
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void aNotModifiedAnswerReplacesThoseItSays() throws IOException {
    try (Rig rig = freshened(HOUR, "surrogate-key: new")) {
      purge(rig, "a");
      assertHit(rig.get("/a"));
      purge(rig, "new");
      assertForwarded(rig.get("/a"));
    }
    try (Rig rig = freshened(HOUR, "surrogate-key: new")) {
      purge(rig, "c");
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void anAnswerToHeadReplacesThoseItSays() throws IOException {
    Origin origin = Origin.of(BODY, "Cache-Control: max-age=0", ETAG, "xkey: a", "Cache-Tag: c");
    try (Rig rig = of(origin)) {
      Eventually.stored(rig, 1, "/a");
      origin.becomes(BODY, HOUR, ETAG, "xkey: new");
      assertHidden(rig.send("HEAD", "/a"));
      Tier.awaitStored(rig, 2);
      assertHit(rig.get("/a"));
      purge(rig, "a");
      assertHit(rig.get("/a"));
      purge(rig, "c");
      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "new"})
  void whatIsMadeOfPartsHasThoseOfAll(String name) throws IOException {
    Origin origin = Origin.of(BODY, HOUR, ETAG, "xkey: a");
    try (Rig rig = of(origin)) {
      Eventually.stored(rig, 1, "/a", "Range: bytes=0-3");
      origin.becomes(BODY, HOUR, ETAG, "Cache-Tag: new");
      Eventually.stored(rig, 2, "/a", "Range: bytes=8-11");
      assertHit(rig.get("/a", "Range: bytes=0-3"));
      assertHit(rig.get("/a", "Range: bytes=8-11"));
      purge(rig, name);
      assertForwarded(rig.get("/a", "Range: bytes=0-3"));
    }
  }

  @Test
  void anAnswerToPostHasThem() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.method().equals("POST") && request.target().equals("/a")
                    ? ScriptedUpstream.response(
                        200, "made", HOUR, "Content-Location: /a", "xkey: a")
                    : ScriptedUpstream.response(200, "x"),
            ROUTES)) {
      assertHidden(rig.send("POST", "/a", EMPTY));
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");
      assertHit(hit);
      assertHidden(hit);
      purge(rig, "a");
      assertForwarded(rig.get("/a"));
    }
  }

  /** What the upstream takes out of the response by itself takes the keys with it. */
  @ParameterizedTest
  @ValueSource(strings = {"Surrogate-Key", "xkey", "cache-tag"})
  void aResponseWhoseKeysAreForOneConnectionIsNotStored(String field) throws IOException {
    try (Rig rig = of(Origin.of(BODY, HOUR, "Connection: " + field, field + ": a"))) {
      assertNotStored(rig.get("/a"), "connection-option");
    }
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).collect(Collectors.joining(" "));
  }

  @Test
  void aResponseWithTooManyIsNotStored() throws IOException {
    try (Rig rig = of(Origin.of(BODY, HOUR, ETAG, "xkey: " + names(129)))) {
      assertNotStored(rig.get("/a"), "too-many-tags");
      assertNotStored(rig.get("/a", "Range: bytes=0-2"), "too-many-tags");
      assertHidden(rig.get("/a"));
    }
  }

  @Test
  void aResponseWithAsManyAsAllowedIsStored() throws IOException {
    try (Rig rig = of(Origin.of(BODY, HOUR, "xkey: " + names(128)))) {
      Eventually.stored(rig, 1, "/a");
      assertHit(rig.get("/a"));
      purge(rig, "k127");
      assertForwarded(rig.get("/a"));
    }
  }
}
