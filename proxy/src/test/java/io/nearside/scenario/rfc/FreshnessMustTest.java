package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long a response is fresh.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
@InEachTier
class FreshnessMustTest {
  private final Tier tier;

  FreshnessMustTest(Tier tier) {
    this.tier = tier;
  }

  // 4.2.1: which one counts. 5.3: what is given up for max-age and s-maxage.

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Cache-Control: max-age=3600 > 3600",
        "Cache-Control: s-maxage=3600 > 3600",
        "Expires: {date+3600}|Date: {date+0} > 3600",
        "Cache-Control: max-age=60, s-maxage=3600 > 3600",
        "Cache-Control: s-maxage=3600, max-age=60 > 3600",
        "Cache-Control: max-age=3600|Expires: {date+60}|Date: {date+0} > 3600",
        "Cache-Control: s-maxage=3600|Expires: {date+60}|Date: {date+0} > 3600",
        "Cache-Control: max-age=0, s-maxage=3600 > 3600",
        "Cache-Control: max-age=3600|Expires: {date-60} > 3600",
        "Cache-Control: max-age=3600|Expires: 0 > 3600",
        "Cache-Control: s-maxage=3600|Expires: no date > 3600",
        "Cache-Control: public|Expires: {date+3600}|Date: {date+0} > 3600",
      })
  void theFirstOfSMaxAgeMaxAgeAndExpiresCounts(String lines, long seconds) throws IOException {
    Twice.assertLifetime(tier, lines, seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=0",
        "Cache-Control: s-maxage=0",
        "Cache-Control: s-maxage=0, max-age=3600",
        "Cache-Control: max-age=3600, s-maxage=0",
        "Cache-Control: max-age=0|Expires: {date+3600}",
        "Cache-Control: s-maxage=0|Expires: {date+3600}",
        "Expires: {date+0}|Date: {date+0}",
        "Expires: {date-1}|Date: {date+0}",
        "Expires: {date-3600}",
        "Expires: Sunday, 06-Nov-94 08:49:37 GMT",
        "Expires: {asctime-3600}",
      })
  void aLifetimeOfNothingIsNone(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
  }

  // 5.2: directives are compared case-insensitively; several lines are one list.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: MAX-AGE=3600",
        "Cache-Control: Max-Age=3600",
        "cache-control: S-MaxAge=3600, max-age=0",
        "Cache-Control:max-age=3600",
        "Cache-Control: \t max-age=3600 \t ",
        "Cache-Control: public,max-age=3600",
        "Cache-Control: public ,\tmax-age=3600 , no-transform",
        "Cache-Control: ,, max-age=3600 ,",
        "Cache-Control: public|Cache-Control: max-age=3600",
        "Cache-Control: max-age=3600|Cache-Control: public",
        "Cache-Control: |Cache-Control: max-age=3600",
        "Cache-Control: max-age=003600",
      })
  void directivesAreReadWhateverTheirCaseAndSpacing(String lines) throws IOException {
    Twice.assertLifetime(tier, lines, 3600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: MAX-AGE=0|Expires: {date+3600}",
        "Cache-Control: max-age=3600|Cache-Control: NO-STORE",
        "Cache-Control: max-age=3600, No-Cache",
        "Cache-Control: max-age=3600,PRIVATE",
        "Cache-Control: public|Cache-Control: max-age=3600|Cache-Control: x, no-store, y",
      })
  void restrictingDirectivesAreReadWhateverTheirCaseAndLine(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
  }

  // 5.2.3: unrecognized directives are ignored, and what they quote is theirs.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: community=\"UCI\", max-age=3600",
        "Cache-Control: max-age=3600, frob",
        "Cache-Control: max-age=3600, no-storage, privately, xs-maxage=0",
        "Cache-Control: x=\"no-store, max-age=0\", max-age=3600",
        "Cache-Control: x=\"\\\"\", max-age=3600, y=\"a, no-cache\"",
        "Cache-Control: x=\"a\\\\\", max-age=3600",
      })
  void unrecognizedDirectivesAreIgnored(String lines) throws IOException {
    Twice.assertLifetime(tier, lines, 3600);
  }

  // 1.2.2: a number too large for us is the largest that we can tell, at least 2^31.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2147483647",
        "2147483648",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999999999"
      })
  void aHugeLifetimeIsALongOne(String deltaSeconds) throws IOException {
    Response hit = Twice.assertReused(tier, "Cache-Control: max-age=" + deltaSeconds);

    assertThat(Twice.ttlSeconds(hit)).isGreaterThan(2_147_000_000L);
  }

  // 4.2.3: the age at arrival, and the age on what is reused.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=1800|Age: 1800",
        "Cache-Control: max-age=1800|Age: 3600",
        "Cache-Control: s-maxage=1800, max-age=7200|Age: 3600",
        "Expires: {date+1800}|Date: {date+0}|Age: 3600",
        "Cache-Control: max-age=2147483647|Age: 2147483648",
        "Cache-Control: max-age=3600|Age: 99999999999999999999999",
      })
  void whatArrivesTooOldIsStale(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 600, 3000})
  void aReusedResponseHasOneAgeThatCountsFromTheUpstreams(int age) throws IOException {
    Response hit = Twice.assertReused(tier, "Cache-Control: max-age=3600|Age: " + age);

    assertThat(Twice.ageSeconds(hit)).isBetween((long) age, age + 20L);
    assertThat(Twice.ttlSeconds(hit)).isBetween(3600L - age - 20, 3600L - age);
  }

  @Test
  void anAgeIsGeneratedWhereTheUpstreamHasNone() throws IOException {
    Response hit = Twice.assertReused(tier, "Cache-Control: max-age=3600");

    assertThat(Twice.ageSeconds(hit)).isBetween(0L, 20L);
  }

  @Test
  void theAgeOfAnOldDateIsNotLost() throws IOException {
    Response hit =
        Twice.assertReused(tier, "Cache-Control: max-age=7200|Date: {date-3600}|Age: 1800");

    assertThat(Twice.ageSeconds(hit)).isBetween(1800L, 3620L);
  }

  @Test
  void theDateOfAReusedResponseIsTheUpstreams() throws IOException {
    String date = Twice.date(-600);
    try (Rig rig =
        tier.answering(
            r ->
                ScriptedUpstream.response(
                    200, "x", "Date: " + date, "Cache-Control: max-age=3600"))) {
      assertThat(rig.get("/a").headers("Date")).containsExactly(date);
      Tier.awaitStored(rig);

      assertThat(rig.get("/a").headers("Date")).containsExactly(date);
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  @Test
  void expiresIsReusedAsItCame() throws IOException {
    Response hit = Twice.assertReused(tier, "Expires: {date+3600}|Date: {date+0}|X-Other: 1");

    assertThat(hit.headers("Expires")).hasSize(1);
    assertThat(hit.header("X-Other")).isEqualTo("1");
  }

  // 5.3 and RFC 9110 section 5.6.7: three forms of a date, and what is none is in the past.

  @ParameterizedTest
  @ValueSource(strings = {"date", "rfc850", "asctime"})
  void allThreeFormsOfADateAreUnderstood(String form) throws IOException {
    Twice.assertLifetime(tier, "Date: {" + form + "+0}|Expires: {" + form + "+3600}", 3600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "",
        "never",
        "3600",
        "\"{date+3600}\"",
        "{date+3600} trailing",
        "2050-01-01T00:00:00Z",
        "Thu, 01 Jan 2050 00:00 GMT",
        "Thu, 01 Foo 2050 00:00:00 GMT",
        "Thu, 32 Jan 2050 00:00:00 GMT",
        "Thu, 01 Jan 2050 25:00:00 GMT",
        "01 Jan 2050 00:00:00 GMT",
        "Thu, 01 Jan 50 00:00:00 GMT",
      })
  void expiresThatIsNoDateIsInThePast(String expires) throws IOException {
    Twice.assertAskedAgain(tier, "Expires: " + expires);
  }

  @Test
  void expiresThatIsNoDateIsNotReplacedByARule() throws IOException {
    String route = "routes = [{ match = \"/**\", ttl = 1h, heuristic-freshness = on }]";

    Twice.assertAskedAgain(tier, "Expires: 0|Last-Modified: {date-864000}", route);
  }

  // 4.2.1: Expires counts from Date, by the origin's clock.

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Date: {date+0}|Expires: {date+3600} > 3600",
        "Date: {date+7200}|Expires: {date+10800} > 3600",
        "Expires: {date+3600} > 3600",
        "Date: no date|Expires: {date+3600} > 3600",
      })
  void expiresCountsFromDateOrFromTheArrival(String lines, long seconds) throws IOException {
    Twice.assertLifetime(tier, lines, seconds);
  }

  @Test
  void expiresBeforeADateInTheFutureIsInThePast() throws IOException {
    Twice.assertAskedAgain(tier, "Date: {date+7200}|Expires: {date+3600}");
  }

  @Test
  void aDateInTheFutureAddsNothingToALifetime() throws IOException {
    Twice.assertLifetime(tier, "Date: {date+7200}|Cache-Control: max-age=3600", 3600);
  }

  // 4.2.2: heuristics never where there is an explicit time.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=0",
        "Cache-Control: s-maxage=0",
        "Cache-Control: max-age=abc",
        "Cache-Control: s-maxage=",
        "Expires: {date-3600}",
        "Expires: 0"
      })
  void heuristicsAreForWhatHasNoExplicitTime(String line) throws IOException {
    Twice.assertAskedAgain(
        tier,
        line + "|Last-Modified: {date-86400000}",
        "routes = [{ match = \"/**\", heuristic-freshness = on }]");
  }

  // 1.2.2 again: what is added up does not overflow.

  @Test
  void aHugeLifetimeWithAnAgeStaysPositive() throws IOException {
    Response hit =
        Twice.assertReused(
            tier, "Cache-Control: max-age=99999999999999999999|Age: 1000|Date: {date-1000}");

    assertThat(Twice.ageSeconds(hit)).isBetween(1000L, 1100L);
    assertThat(Twice.ttlSeconds(hit)).isPositive();
  }

  // 4.2.3: time goes by.

  @Test
  void whatIsStoredGrowsOlderAndThenStale() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=2")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      AtomicLong age = new AtomicLong();
      await()
          .until(
              () -> {
                Response response = rig.get("/a");
                if (response.text().equals("1") && response.header("Age") != null) {
                  age.set(Math.max(age.get(), Twice.ageSeconds(response)));
                }
                return response.text().equals("2");
              });

      assertThat(age.get()).isBetween(1L, 2L);
    }
  }
}
