package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A route's rules for fields: what the backend, the client and the stores get to see of them. */
@InEachTier
class RuledFieldsTest {
  private final Tier tier;

  RuledFieldsTest(Tier tier) {
    this.tier = tier;
  }

  private static String rules(String... lines) {
    return "routes = [ { match = \"/**\", " + String.join(", ", lines) + " } ]";
  }

  private static String responses(String rules) {
    return rules("response-headers { " + rules + " }");
  }

  @Test
  void requestsAreRemovedFromThenSetThenAddedTo() throws IOException {
    String rules =
        rules(
            "request-headers { remove = [X-Gone, Authorization]",
            "set { X-Set = one, X-Two = [a, b] }",
            "add { X-Added = b, X-Gone = after } }");
    try (Rig rig = tier.answering(Origin.of("one", HOUR), rules)) {
      rig.get("/a", "X-Gone: x", "X-Set: mine", "X-Added: a");
      rig.send("POST", "/a", "Content-Length: 0", "X-Set: mine", "Authorization: Basic x");
      rig.get("/b", "Range: bytes=0-0");
      rig.send("HEAD", "/c");

      for (Request request : rig.upstream().awaitRequests(4)) {
        assertThat(request.headers("X-Gone")).containsExactly("after");
        assertThat(request.headers("X-Set")).containsExactly("one");
        assertThat(request.headers("X-Two")).containsExactly("a", "b");
        assertThat(request.header("Authorization")).isNull();
      }
      assertThat(rig.upstream().requests().get(0).headers("X-Added")).containsExactly("a", "b");
      assertThat(rig.upstream().requests().get(1).headers("X-Added")).containsExactly("b");
    }
  }

  @Test
  void aRevalidationHasTheRulesToo() throws IOException {
    String rules = rules("request-headers.set { X-Set = one, Authorization = \"Basic x\" }");
    try (Rig rig = tier.answering(Origin.of("one", STALE, ETAG), rules)) {
      Eventually.stored(rig, 1, "/a");
      rig.get("/a");

      Request second = rig.upstream().awaitRequests(2).get(1);
      assertThat(second.header("If-None-Match")).isEqualTo("\"1\"");
      assertThat(second.header("X-Set")).isEqualTo("one");
      assertThat(second.headers("Authorization")).containsExactly("Basic x");
    }
  }

  @Test
  void whoAsksIsJudgedByWhatTheClientSent() throws IOException {
    String rules = rules("request-headers.remove = [Authorization]");
    try (Rig rig = tier.answering(Origin.of("one", HOUR), rules)) {
      Response answer = rig.get("/a", "Authorization: Basic x");

      assertNotStored(answer, "authorization");
      assertThat(rig.upstream().requests().get(0).header("Authorization")).isNull();
    }
  }

  @Test
  void variantsAreOfWhatTheClientSent() throws IOException {
    String rules = rules("request-headers.set { X-Set = one }");
    try (Rig rig = tier.answering(Origin.of("one", HOUR, "Vary: X-Set"), rules)) {
      rig.get("/a", "X-Set: 1");
      Tier.awaitStored(rig);
      rig.get("/a", "X-Set: 2");

      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void clientsAndStoresGetTheRuledResponse() throws IOException {
    String rules =
        responses("remove = [X-Gone, Server], set { X-Set = [a, b] }, add { X-Added = b }");
    Origin origin = Origin.of("one", HOUR, "X-Gone: x", "X-Set: c", "X-Added: a", "Server: s");
    try (Rig rig = tier.answering(origin, rules)) {
      Response first = rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      Rig.assertHit(hit);
      for (Response response : new Response[] {first, hit}) {
        assertThat(response.headers("X-Gone")).isEmpty();
        assertThat(response.headers("Server")).isEmpty();
        assertThat(response.headers("X-Set")).containsExactly("a", "b");
        assertThat(response.headers("X-Added")).containsExactly("a", "b");
      }
    }
  }

  @Test
  void whatPassesByTheCacheIsRuledToo() throws IOException {
    String rules = rules("cache = off", "response-headers.set { X-Set = a }");
    try (Rig rig = tier.answering(Origin.of("one", HOUR), rules)) {
      assertThat(rig.get("/a").header("X-Set")).isEqualTo("a");
      assertThat(rig.send("POST", "/a", "Content-Length: 0").header("X-Set")).isEqualTo("a");
    }
  }

  @Test
  void anErrorOfTheUpstreamIsRuledAndOneOfOurOwnIsNot() throws IOException {
    String rules = responses("set { X-Set = a }");
    try (Rig rig = tier.answering(request -> ScriptedUpstream.response(500, "broken"), rules)) {
      Response broken = rig.get("/a");
      assertThat(broken.status()).isEqualTo(500);
      assertThat(broken.header("X-Set")).isEqualTo("a");

      rig.upstream().refuse();
      Response own = rig.get("/a");
      assertThat(own.status()).isEqualTo(502);
      assertThat(own.header("X-Set")).isNull();
    }
  }

  @Test
  void aLifetimeThatIsSetIsTheLifetime() throws IOException {
    Twice.assertReused(
        tier, "Cache-Control: no-store", responses("set { Cache-Control = \"max-age=60\" }"));
    Twice.assertAskedAgain(
        tier, "Cache-Control: max-age=60", responses("set { Cache-Control = no-store }"));
    Twice.assertLifetime(
        tier,
        "Cache-Control: max-age=60",
        600,
        responses("add { CDN-Cache-Control = \"max-age=600\" }"));
  }

  @Test
  void withoutItsCookieAResponseIsStored() throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Cache-Control: max-age=60|Set-Cookie: a=b", responses("remove = [Set-Cookie]"));
    assertThat(hit.headers("Set-Cookie")).isEmpty();
    Twice.assertAskedAgain(tier, "Cache-Control: max-age=60|Set-Cookie: a=b", responses(""));
  }

  @Test
  void aVaryThatIsAddedCounts() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", HOUR), responses("add.Vary = X-Tenant"))) {
      rig.get("/a", "X-Tenant: 1");
      Tier.awaitStored(rig);
      rig.get("/a", "X-Tenant: 2");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void aSurrogateKeyThatIsAddedPurges() throws IOException {
    String routes =
        "routes = [ { match = \"/w\", on-write.purge = [\"tag:all\"] },"
            + " { match = \"/**\", response-headers.add { Surrogate-Key = all } } ]";
    try (Rig rig = tier.answering(Origin.of("one", HOUR), routes)) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.send("POST", "/w", "Content-Length: 0");

      Rig.assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void a304FreshensByTheRules() throws IOException {
    String rules =
        responses(
            "remove = [X-Gone], set { X-Set = a, Cache-Control = \"max-age=3600\" },"
                + " add { X-Added = b, X-Alone = c }");
    Origin origin =
        Origin.of("one", ETAG, "X-Set: s", "X-Added: a", "X-Gone: g")
            .notModifiedSays(ETAG, "X-Set: t", "X-Gone: h", "X-New: n");
    try (Rig rig = tier.answering(origin, rules + "\ncache.client-cache-control = obey")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response validated = rig.get("/a", "Cache-Control: no-cache");
      Response hit = Eventually.hit(rig, "/a");

      for (Response response : new Response[] {validated, hit}) {
        assertThat(response.text()).isEqualTo("one");
        assertThat(response.headers("X-New")).containsExactly("n");
        assertThat(response.headers("X-Gone")).isEmpty();
        assertThat(response.headers("X-Set")).containsExactly("a");
        assertThat(response.headers("X-Added")).containsExactly("a", "b");
        assertThat(response.headers("X-Alone")).containsExactly("c");
        assertThat(response.headers("Cache-Control")).containsExactly("max-age=3600");
      }
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void withoutItsEntityTagNothingIsAskedAbout() throws IOException {
    try (Rig rig = tier.answering(Origin.of("one", STALE, ETAG), responses("remove = [ETag]"))) {
      assertThat(rig.get("/a").header("ETag")).isNull();
      rig.get("/a");
      assertThat(rig.upstream().awaitRequests(2).get(1).header("If-None-Match")).isNull();
    }
  }

  @Test
  void trailersEndAsTheFieldsDo() throws IOException {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
            + "X-Gone: g\r\nX-Set: s\r\nX-Kept: k\r\n\r\n";
    try (Rig rig =
        tier.answering(request -> answer, responses("remove = [X-Gone], set { X-Set = a }"))) {
      Response response = rig.get("/a", "TE: trailers", "Connection: TE");
      assertThat(response.trailers()).hasSize(1);
      assertThat(response.trailers().get(0)).isEqualToIgnoringCase("X-Kept: k");
    }
  }
}
