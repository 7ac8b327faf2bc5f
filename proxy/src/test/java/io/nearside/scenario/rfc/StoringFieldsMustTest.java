package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which fields of a response are stored, and which are not.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.1
 */
@InEachTier
class StoringFieldsMustTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private final Tier tier;

  StoringFieldsMustTest(Tier tier) {
    this.tier = tier;
  }

  @Test
  void allFieldsAreStoredUnknownOnesToo() throws IOException {
    Response hit =
        Twice.assertReused(
            tier,
            HOUR
                + "|Content-Type: text/odd; a=\"b, c\"|X-Unknown: one|X-Unknown: two, three"
                + "|X-Empty: |Link: </a>; rel=x|Link: </b>; rel=y|Warning: 199 - \"x\""
                + "|Content-Language: de|Allow: GET|Retry-After: 5|Server: s/1|Location: /b");

    assertThat(hit.header("Content-Type")).isEqualTo("text/odd; a=\"b, c\"");
    assertThat(String.join(", ", hit.headers("X-Unknown"))).isEqualTo("one, two, three");
    assertThat(hit.headers("X-Empty")).containsExactly("");
    assertThat(String.join(", ", hit.headers("Link"))).isEqualTo("</a>; rel=x, </b>; rel=y");
    assertThat(hit.header("Content-Language")).isEqualTo("de");
    assertThat(hit.header("Allow")).isEqualTo("GET");
    assertThat(hit.header("Retry-After")).isEqualTo("5");
    assertThat(hit.header("Server")).isEqualTo("s/1");
    assertThat(hit.header("Location")).isEqualTo("/b");
  }

  @Test
  void directivesArePassedOnWhateverTheyMean() throws IOException {
    String control = "max-age=3600, s-maxage=1800, x-odd=\"a, b\", proxy-revalidate, No-Transform";
    try (Rig rig = tier.counting("Cache-Control: " + control)) {
      assertThat(rig.get("/a").headers("Cache-Control")).containsExactly(control);
      Tier.awaitStored(rig);

      Response hit = rig.get("/a");
      assertHit(hit);
      assertThat(hit.headers("Cache-Control")).containsExactly(control);
    }
  }

  @Test
  void theStatusLineIsStored() throws IOException {
    try (Rig rig =
        tier.answering(
            r -> "HTTP/1.1 203 Odd Reason\r\n" + HOUR + "\r\nContent-Length: 0\r\n\r\n")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.status()).isEqualTo(203);
    }
  }

  // RFC 9110 section 7.6.1.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: X-Hop|X-Hop: 1",
        "Connection: x-hop , close|X-Hop: 1",
        "Connection: a|Connection: X-Hop|X-Hop: 1|X-Hop: 2",
        "X-Hop: 1|Connection: \tX-HOP",
      })
  void fieldsNominatedByConnectionAreNeitherForwardedNorStored(String lines) throws IOException {
    try (Rig rig = tier.answering(Rig.counted(Twice.lines(HOUR + "|" + lines)))) {
      Response first = rig.client().get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.client().get("/a");

      assertHit(hit);
      assertThat(first.headers("X-Hop")).isEmpty();
      assertThat(hit.headers("X-Hop")).isEmpty();
      assertThat(String.join(",", hit.headers("Connection")).toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("x-hop");
    }
  }

  @Test
  void hopByHopFieldsAreNotStored() throws IOException {
    Response hit =
        Twice.assertReused(
            tier, HOUR + "|Keep-Alive: timeout=5|Proxy-Connection: keep-alive|Upgrade: h9, h8");

    assertThat(hit.headers("Keep-Alive")).isEmpty();
    assertThat(hit.headers("Proxy-Connection")).isEmpty();
    assertThat(hit.headers("Upgrade")).isEmpty();
  }

  @Test
  void fieldsOfTheProxyInFrontOfUsAreNotStored() throws IOException {
    Response hit =
        Twice.assertReused(
            tier,
            HOUR
                + "|Proxy-Authenticate: Basic realm=x|Proxy-Authentication-Info: a=b"
                + "|Proxy-Authorization: Basic YTph");

    assertThat(hit.headers("Proxy-Authenticate")).isEmpty();
    assertThat(hit.headers("Proxy-Authentication-Info")).isEmpty();
    assertThat(hit.headers("Proxy-Authorization")).isEmpty();
  }

  // Trailers.

  @Test
  void trailersDoNotBecomeHeaderFields() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                "HTTP/1.1 200 OK\r\n"
                    + HOUR
                    + "\r\nX-Both: head\r\nTrailer: X-Both, X-Only, Age\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
                    + "X-Both: trailer\r\nX-Only: trailer\r\nAge: 9\r\n"
                    + "Cache-Control: no-store\r\nSet-Cookie: a=b\r\n\r\n")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("hello");
      assertThat(hit.headers("X-Both")).containsExactly("head");
      assertThat(hit.headers("X-Only")).isEmpty();
      assertThat(hit.headers("Age")).hasSize(1);
      assertThat(hit.headers("Cache-Control")).containsExactly("max-age=3600");
      assertThat(hit.headers("Set-Cookie")).isEmpty();
    }
  }

  // 5.2.2.7 and 5.2.2.4: fields that a directive names.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private=\"X-Secret\"",
        "private=\"x-secret\"",
        "private=\"X-Other, X-Secret\"",
        "private=\" X-Secret ,\"",
        "Private=\"X-Other\", private=\"X-SECRET\"",
        "private=X-Secret",
        "no-cache=\"X-Secret\"",
        "no-cache=\"X-Other,X-Secret\"",
        "No-Cache=\"x-secret\"",
        "private=\"X-Other\", no-cache=\"X-Secret\"",
      })
  void aFieldThatADirectiveNamesReachesNobodyElse(String directive) throws IOException {
    try (Rig rig =
        tier.answering(
            Rig.counted(
                "Cache-Control: max-age=3600, " + directive, "X-Secret: TOP", "X-Plain: yes"))) {
      Response first = rig.get("/a");
      Response second = rig.get("/a");

      assertThat(first.header("X-Secret")).isEqualTo("TOP");
      assertThat(first.header("X-Plain")).isEqualTo("yes");
      assertThat(second.header("X-Plain")).isEqualTo("yes");
      if (second.text().equals("1")) {
        assertThat(second.headers("X-Secret")).isEmpty();
      }
    }
  }

  @Test
  void aPrivateFieldIsNotKept() throws IOException {
    String secret = "SECRET" + tier + System.nanoTime();
    try (Rig rig =
        tier.answering(
            Rig.counted(
                "Cache-Control: max-age=3600, private=\"X-Secret\"", "X-Secret: " + secret))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Rig.assertHit(rig.get("/a"));

      for (String key : SharedRedis.redis().command("KEYS", "t*").lines().toList()) {
        assertThat(SharedRedis.redis().command("GET", key)).doesNotContain(secret);
      }
    }
  }

  // The body.

  @Test
  void theContentIsReusedByteByByte() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      body.append((char) (i % 256));
    }
    try (Rig rig = tier.answering(r -> ScriptedUpstream.response(200, body.toString(), HOUR))) {
      Response first = rig.get("/a");
      Tier.awaitStored(rig);
      Response hit = rig.get("/a");

      assertHit(hit);
      assertThat(hit.body()).isEqualTo(first.body());
      assertThat(hit.header("Content-Length")).isEqualTo("100000");
    }
  }
}
