package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a cache should, ought to or is encouraged to make of odd freshness.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
@InEachTier
class FreshnessShouldTest {
  private final Tier tier;

  FreshnessShouldTest(Tier tier) {
    this.tier = tier;
  }

  // 4.2.1: invalid freshness information is stale.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age",
        "max-age=",
        "max-age=\"\"",
        "max-age=abc",
        "max-age=-1",
        "max-age=-3600",
        "max-age=1.5",
        "max-age=3600.0",
        "max-age=3600s",
        "max-age=3600 60",
        "max-age='3600'",
        "max-age=0x3600",
        "max-age=+3600",
        "max-age=1e9",
        "s-maxage=abc",
        "s-maxage=-1, max-age=3600",
        "s-maxage=\"x\", max-age=3600",
      })
  void aLifetimeThatIsNoNumberIsNone(String directives) throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: " + directives + "|Expires: {date+3600}");
  }

  // 4.2.1: of several the first, or none.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=0, max-age=3600",
        "Cache-Control: max-age=0|Cache-Control: max-age=3600",
        "Cache-Control: s-maxage=0, s-maxage=3600",
        "Expires: {date-60}|Expires: {date+3600}|Date: {date+0}",
        "Expires: 0|Expires: {date+3600}|Date: {date+0}",
      })
  void theSecondOfTwoDoesNotMakeFresh(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
  }

  // 4.2.1: the most restrictive of a conflict.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=3600, no-cache",
        "no-cache, max-age=3600, immutable",
        "max-age=3600, no-store",
        "public, private, max-age=3600",
        "public, no-store, max-age=3600",
        "s-maxage=3600, private",
      })
  void theMostRestrictiveOfAConflictIsHonoured(String directives) throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: " + directives);
  }

  // 5.2: both forms of an argument.

  @ParameterizedTest
  @ValueSource(strings = {"max-age=\"3600\"", "s-maxage=\"3600\", max-age=0"})
  void aQuotedNumberIsANumber(String directives) throws IOException {
    Twice.assertLifetime(tier, "Cache-Control: " + directives, 3600);
  }

  // 5.1: the first of several ages; one that is none is ignored.

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "Age: 600|Age: 7200 > 600",
        "Age: 600, 7200 > 600",
        "Age: 600 , 7200|Age: 1 > 600",
      })
  void theFirstAgeCounts(String age, long seconds) throws IOException {
    long found = Twice.ageSeconds(Twice.assertReused(tier, "Cache-Control: max-age=3600|" + age));

    assertThat(found).isBetween(seconds, seconds + 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Age: 7200|Age: 0", "Age: 7200, 0"})
  void aSecondAgeDoesNotMakeYoung(String age) throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: max-age=3600|" + age);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-7200", "7200.5", "\"7200\"", "7200s", "7200 7200", "0x7200", ""})
  void anAgeThatIsNoNumberIsIgnored(String age) throws IOException {
    Twice.assertLifetime(tier, "Cache-Control: max-age=3600|Age: " + age, 3600);
  }

  // 4.2: dates in any case; no zone but GMT.

  @Test
  void theCaseOfADateMakesNoDifference() throws IOException {
    for (boolean upper : new boolean[] {true, false}) {
      String date = Twice.date(3600);
      String expires = upper ? date.toUpperCase(Locale.ROOT) : date.toLowerCase(Locale.ROOT);
      try (Rig rig =
          tier.answering(r -> ScriptedUpstream.response(200, "x", "Expires: " + expires))) {
        rig.get("/a");
        Tier.awaitStored(rig);
        Rig.assertHit(rig.get("/a"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EST", "CET", "UTC", "+0000", "-0500", "Z", "GMT+1", ""})
  void aZoneOtherThanGmtIsNoDate(String zone) throws IOException {
    Twice.assertAskedAgain(tier, "Expires: Sat, 01 Jan 2050 00:00:00 " + zone);
  }

  // 4.2.3: an old Date without an Age is an age too.

  @Test
  void anOldDateIsAnAge() throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: max-age=1800|Date: {date-3600}");
  }

  @Test
  void expiresInThePastOfAnOldDateIsInThePast() throws IOException {
    Twice.assertAskedAgain(tier, "Date: {date-7200}|Expires: {date-3600}");
  }

  // 4.2.1: what cannot be read is not replaced by a rule of ours.

  @ParameterizedTest
  @ValueSource(strings = {"max-age=abc", "max-age=-1", "s-maxage=x", "max-age"})
  void aLifetimeThatIsNoNumberIsNotReplacedByARule(String directive) throws IOException {
    Twice.assertAskedAgain(
        tier, "Cache-Control: " + directive, "routes = [{ match = \"/**\", ttl = 1h }]");
  }

  // 5.2.2.4 and 5.2.2.7: a list of no names is none.

  @ParameterizedTest
  @ValueSource(strings = {"private=\"\"", "no-cache=\"\"", "private=", "no-cache=\" , \""})
  void aQualifiedDirectiveWithoutNamesIsTakenForAnUnqualifiedOne(String directive)
      throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: max-age=3600, " + directive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-store, x=\"",
        "max-age=3600, no-store=\"",
        "private=\"X-A, max-age=3600",
        "max-age=3600, no-cache=\"X-A",
        "max-age=3600; no-store",
      })
  void whatIsBrokenIsNotTakenForAPermission(String directives) throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: " + directives);
  }
}
