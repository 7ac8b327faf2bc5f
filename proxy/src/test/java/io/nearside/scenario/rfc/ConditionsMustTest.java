package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conditions of clients and what is stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2,
 * https://www.rfc-editor.org/rfc/rfc9111#section-4.3.2
 */
@InEachTier
class ConditionsMustTest {
  private final Tier tier;

  ConditionsMustTest(Tier tier) {
    this.tier = tier;
  }

  private Rig filled(String... lines) throws IOException {
    String[] all = new String[lines.length + 1];
    all[0] = HOUR;
    System.arraycopy(lines, 0, all, 1, lines.length);
    Rig rig = tier.answering(Origin.of("one", all));
    Eventually.stored(rig, 1, "/a");
    return rig;
  }

  private static void assertWhole(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("one");
  }

  // 9110 13.1.2: the weak comparison function

  @ParameterizedTest
  @ValueSource(
      strings = {"\"2\"", "W/\"2\"", "\"2\", W/\"3\"", "\"11\"", "\"\"", "W/\"\"", "\"1 \""})
  void aTagThatDoesNotMatchGetsTheWhole(String tags) throws IOException {
    try (Rig rig = filled(ETAG)) {
      Response answer = rig.get("/a", "If-None-Match: " + tags);

      assertHit(answer);
      assertWhole(answer);
    }
  }

  @Test
  void tagsCompareByCaseAndKeepTheirCommas() throws IOException {
    try (Rig rig = filled("ETag: \"a,b\"")) {
      assertWhole(rig.get("/a", "If-None-Match: \"a\", \"b\""));
      assertWhole(rig.get("/a", "If-None-Match: \"A,B\""));
      assertThat(rig.get("/a", "If-None-Match: \"x\", \"a,b\"").status()).isEqualTo(304);
    }
  }

  @Test
  void aResponseWithoutATagMatchesNone() throws IOException {
    try (Rig rig = filled()) {
      assertWhole(rig.get("/a", "If-None-Match: \"1\""));
    }
  }

  // 9110 13.1.3

  @Test
  void ifNoneMatchComesBeforeIfModifiedSince() throws IOException {
    try (Rig rig = filled(ETAG, MODIFIED)) {
      String since = "If-Modified-Since: " + MODIFIED_AT;
      assertWhole(rig.get("/a", "If-None-Match: \"2\"", since));
      assertThat(
              rig.get(
                      "/a",
                      "If-None-Match: \"1\"",
                      "If-Modified-Since: Mon, 14 Nov 1994 08:12:31 GMT")
                  .status())
          .isEqualTo(304);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "1",
        "Tue, 15 Nov 1994 08:12:31 GMT, Tue, 15 Nov 1994 08:12:31 GMT",
        "Tue, 15 Nov 1994 08:12:31 CET",
        "Tue, 15 Nov 1994 25:12:31 GMT",
        "Tue, 31 Feb 1995 08:12:31 GMT",
        "2026-11-15T08:12:31Z",
        "\"Tue, 15 Nov 1994 08:12:31 GMT\""
      })
  void whatIsNoDateIsIgnored(String since) throws IOException {
    try (Rig rig = filled(MODIFIED)) {
      assertWhole(rig.get("/a", "If-Modified-Since: " + since));
    }
  }

  @Test
  void twoDatesAreIgnored() throws IOException {
    try (Rig rig = filled(MODIFIED)) {
      String since = "If-Modified-Since: " + MODIFIED_AT;
      assertWhole(rig.get("/a", since, since));
    }
  }

  @Test
  void anEarlierDateGetsTheWhole() throws IOException {
    try (Rig rig = filled(MODIFIED)) {
      assertWhole(rig.get("/a", "If-Modified-Since: Tue, 15 Nov 1994 08:12:30 GMT"));
    }
  }

  // 9111 4.3.2: what is not for a cache

  @ParameterizedTest
  @CsvSource({
    "If-Match, '\"2\"'",
    "If-Match, '\"1\"'",
    "If-Unmodified-Since, 'Mon, 14 Nov 1994 08:12:31 GMT'"
  })
  void conditionsForAnOriginAreNotEvaluated(String name, String value) throws IOException {
    try (Rig rig = filled(ETAG, MODIFIED)) {
      assertWhole(rig.get("/a", name + ": " + value));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "FROB"})
  void theConditionOfAnotherMethodIsForTheUpstream(String method) throws IOException {
    try (Rig rig = filled(ETAG)) {
      Response answer = rig.send(method, "/a", "If-None-Match: \"1\"", "Content-Length: 0");

      assertThat(answer.text()).isEqualTo("done");
      assertThat(rig.upstream().requests().get(1).headers("If-None-Match"))
          .containsExactly("\"1\"");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 301})
  void whatIsNoSuccessIsTheAnswerWhateverTheCondition(int status) throws IOException {
    try (Rig rig =
        tier.answering(request -> ScriptedUpstream.response(status, "no", HOUR, ETAG, MODIFIED))) {
      Eventually.stored(rig, 1, "/a");
      for (String condition :
          new String[] {
            "If-None-Match: *", "If-None-Match: \"1\"", "If-Modified-Since: " + MODIFIED_AT
          }) {
        Response answer = rig.get("/a", condition);
        assertHit(answer);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo("no");
      }
    }
  }

  // 9110 15.4.5

  @Test
  void a304HasTheFieldsThatA200WouldHave() throws IOException {
    String[] lines = {
      ETAG,
      MODIFIED,
      "Vary: Accept-Language",
      "Expires: Fri, 01 Jan 2100 00:00:00 GMT",
      "Content-Location: /a.en",
      "Date: Tue, 15 Nov 2016 08:12:31 GMT",
      "Content-Type: text/plain"
    };
    try (Rig rig =
        tier.answering(Origin.of("one", with("Cache-Control: max-age=2000000000", lines)))) {
      Eventually.stored(rig, 1, "/a");
      Response answer = rig.get("/a", "If-None-Match: \"1\"");

      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.headers("ETag")).containsExactly("\"1\"");
      assertThat(answer.headers("Vary")).containsExactly("Accept-Language");
      assertThat(answer.headers("Expires")).containsExactly("Fri, 01 Jan 2100 00:00:00 GMT");
      assertThat(answer.headers("Content-Location")).containsExactly("/a.en");
      assertThat(answer.headers("Date")).containsExactly("Tue, 15 Nov 2016 08:12:31 GMT");
      assertThat(answer.headers("Cache-Control")).containsExactly("max-age=2000000000");
      assertThat(answer.headers("Age")).hasSize(1);
    }
  }

  private static String[] with(String first, String... others) {
    String[] all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  @Test
  void a304HasNoContentAndTheConnectionGoesOn() throws IOException {
    try (Rig rig = filled(ETAG)) {
      RawClient client = rig.client();
      for (int i = 0; i < 3; i++) {
        Response answer = client.get("/a", "If-None-Match: \"1\"");
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.headers("Transfer-Encoding")).isEmpty();
        assertThat(answer.headers("Content-Length")).doesNotContain("0");
        assertWhole(client.get("/a"));
      }
      assertThat(rig.seen()).isEqualTo(1);
    }
  }
}
