package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What may be stored and reused, and is.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
@InEachTier
class StoringMayTest {
  private final Tier tier;

  StoringMayTest(Tier tier) {
    this.tier = tier;
  }

  private void assertStatusReused(int status, String directives) throws IOException {
    AtomicInteger count = new AtomicInteger();
    String length = status == 204 ? "" : "Content-Length: 0\r\n";
    try (Rig rig =
        tier.answering(
            r ->
                "HTTP/1.1 %d Scripted\r\nCache-Control: %s\r\nX-Count: %d\r\n%s\r\n"
                    .formatted(status, directives, count.incrementAndGet(), length))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.status()).isEqualTo(status);
      assertThat(hit.header("X-Count")).isEqualTo("1");
    }
  }

  // Explicit freshness makes any final status storable.

  @ParameterizedTest
  @ValueSource(
      ints = {
        200, 201, 202, 203, 204, 205, 299, 300, 301, 302, 303, 307, 308, 399, 400, 402, 403, 404,
        405, 406, 409, 410, 414, 415, 422, 451, 499, 500, 501, 502, 503, 504, 505, 599
      })
  void anyFinalStatusWithALifetimeIsReused(int status) throws IOException {
    assertStatusReused(status, "max-age=3600");
  }

  // 5.2.2.3: SHOULD ignore no-store where the status is understood.

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 410, 501})
  void mustUnderstandOverridesNoStoreWhereTheStatusIsUnderstood(int status) throws IOException {
    assertStatusReused(status, "no-store, must-understand, max-age=3600");
    assertStatusReused(status, "must-understand, max-age=3600");
  }

  // 3.5: what allows sharing the answers to authorized requests.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public, max-age=3600",
        "PUBLIC,max-age=3600",
        "must-revalidate, max-age=3600",
        "s-maxage=3600",
        "s-maxage=3600, max-age=0",
      })
  void answersToAuthorizedRequestsAreSharedWhereItIsSaid(String directives) throws IOException {
    try (Rig rig = tier.counting("Cache-Control: " + directives)) {
      rig.get("/a", "Authorization: Basic YTph");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a"));
      assertHit(rig.get("/a", "Authorization: Basic YjpiCg"));
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void whatWasStoredWithoutAuthorizationServesRequestsWithIt() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=3600")) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a", "Authorization: Basic YTph"));
    }
  }

  // 5.2.2.4 and 5.2.2.7: the rest of a response with qualified directives.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private=\"X-Secret\"",
        "private=\"X-Absent\"",
        "private=\"Set-Cookie, X-Secret\"",
        "no-cache=\"X-Secret\"",
        "no-cache=\"Set-Cookie,x-secret\", private=\"X-Secret\"",
      })
  void theRestOfAResponseIsReusedWithoutTheNamedFields(String directive) throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Cache-Control: max-age=3600, " + directive + "|X-Secret: TOP|X-Plain: yes");

    assertThat(hit.header("X-Plain")).isEqualTo("yes");
    if (!directive.contains("Absent")) {
      assertThat(hit.headers("X-Secret")).isEmpty();
    }
  }

  @Test
  void aCookieThatADirectiveNamesDoesNotKeepTheRestFromBeingStored() throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Cache-Control: max-age=3600, private=\"Set-Cookie\"|Set-Cookie: a=b");

    assertThat(hit.headers("Set-Cookie")).isEmpty();
  }

  // Set-Cookie: not an RFC's MUST, but a default, with the RFC's letter one key away.

  @Test
  void aResponseThatSetsACookieIsNotStoredByDefault() throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: max-age=3600|Set-Cookie: a=b");
    Twice.assertAskedAgain(tier, "Cache-Control: public, s-maxage=3600|Set-Cookie: a=b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cache.set-cookie = store", "routes = [{ match = \"/**\", set-cookie = store }]"})
  void aResponseThatSetsACookieIsStoredWhereTheRuleSaysSo(String conf) throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Cache-Control: max-age=3600|Set-Cookie: a=b; Path=/|Set-Cookie: c=d", conf);

    assertThat(hit.headers("Set-Cookie")).containsExactly("a=b; Path=/", "c=d");
  }

  // Framings.

  @Test
  void aChunkedResponseIsStored() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")) {
      assertThat(rig.get("/a").text()).isEqualTo("hello world");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("hello world");
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void anEmptyResponseIsStored() throws IOException {
    try (Rig rig =
        tier.answering(r -> ScriptedUpstream.response(200, "", "Cache-Control: max-age=3600"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.header("Content-Length")).isEqualTo("0");
    }
  }

  // 4: a HEAD may be answered by what a GET got; 5.2.1.5: and a request with no-store.

  @Test
  void aHeadIsAnsweredByWhatAGetGot() throws IOException {
    try (Rig rig =
        tier.answering(r -> ScriptedUpstream.response(200, "hello", "Cache-Control: max-age=60"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response head = rig.send("HEAD", "/a");

      assertHit(head);
      assertThat(head.header("Content-Length")).isEqualTo("5");
      assertThat(head.headers("Age")).hasSize(1);
    }
  }

  @Test
  void aQueryIsNoReasonNotToStore() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=3600")) {
      rig.get("/a?b=c");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a?b=c"));
    }
  }

  @Test
  void whatHasALifetimeOfItsOwnServesRequestsWithCookies() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=3600")) {
      rig.get("/a", "Cookie: sid=1");
      Tier.awaitStored(rig);

      assertHit(rig.get("/a", "Cookie: sid=2"));
      assertHit(rig.get("/a"));
    }
  }

  @Test
  void aResponseOfAnOldServerIsStored() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                "HTTP/1.0 200 OK\r\nExpires: "
                    + Twice.date(3600)
                    + "\r\nContent-Length: 2\r\n\r\nhi")) {
      rig.client().get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.client().get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("hi");
    }
  }

  @Test
  void manyAndLongFieldsAreStored() throws IOException {
    StringBuilder lines =
        new StringBuilder("Cache-Control: max-age=3600|X-Long: " + "x".repeat(6000));
    for (int i = 0; i < 80; i++) {
      lines.append("|X-Field-").append(i).append(": ").append(i);
    }
    Response hit = Twice.assertReused(tier, lines.toString());

    assertThat(hit.header("X-Long")).hasSize(6000);
    assertThat(hit.header("X-Field-79")).isEqualTo("79");
  }
}
