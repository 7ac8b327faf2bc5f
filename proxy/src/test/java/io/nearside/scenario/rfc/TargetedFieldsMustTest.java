package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fields that are {@code Cache-Control} for one kind of cache only.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9213
 */
@InEachTier
class TargetedFieldsMustTest {
  private final Tier tier;

  TargetedFieldsMustTest(Tier tier) {
    this.tier = tier;
  }

  // 2.2: the first valid one that is not empty, instead of Cache-Control and Expires.

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "CDN-Cache-Control: max-age=3600|Cache-Control: no-store > 3600",
        "CDN-Cache-Control: max-age=3600|Cache-Control: max-age=60 > 3600",
        "CDN-Cache-Control: max-age=600|Cache-Control: max-age=7200, s-maxage=7200 > 600",
        "CDN-Cache-Control: max-age=3600|Cache-Control: private, no-cache > 3600",
        "CDN-Cache-Control: max-age=3600|Expires: 0 > 3600",
        "CDN-Cache-Control: max-age=600|Expires: {date+7200} > 600",
        "CDN-Cache-Control: s-maxage=600, max-age=60 > 600",
        "Nearside-Cache-Control: max-age=600|CDN-Cache-Control: no-store > 600",
        "CDN-Cache-Control: no-store|Nearside-Cache-Control: max-age=600 > 600",
        "Nearside-Cache-Control: max-age=600|CDN-Cache-Control: max-age=60 > 600",
        "cdn-cache-control: max-age=600|Cache-Control: no-store > 600",
      })
  void theFirstOfTheTargetListDecides(String lines, long seconds) throws IOException {
    Twice.assertLifetime(tier, lines, seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CDN-Cache-Control: no-store|Cache-Control: max-age=3600",
        "CDN-Cache-Control: no-store, max-age=3600",
        "CDN-Cache-Control: no-cache|Cache-Control: max-age=3600",
        "CDN-Cache-Control: no-cache, max-age=3600",
        "CDN-Cache-Control: private|Cache-Control: max-age=3600",
        "CDN-Cache-Control: private, max-age=3600|Cache-Control: public, max-age=3600",
        "CDN-Cache-Control: max-age=0|Cache-Control: max-age=3600",
        "CDN-Cache-Control: none|Cache-Control: max-age=3600",
        "CDN-Cache-Control: none|Expires: {date+3600}",
        "CDN-Cache-Control: x=1|Cache-Control: max-age=3600|Expires: {date+3600}",
        "Nearside-Cache-Control: no-store|CDN-Cache-Control: max-age=3600",
        "Nearside-Cache-Control: none|CDN-Cache-Control: max-age=3600",
        "CDN-Cache-Control: max-age=3600, no-store;x=1",
        "CDN-Cache-Control: max-age=3600, no-store=?1",
      })
  void whatTheTargetedFieldForbidsIsForbidden(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
  }

  // 2.1: empty, or not a dictionary: as if it were not there.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "max-age=60,",
        ",max-age=60",
        "max-age=60,,no-store",
        "MAX-AGE=60",
        "Max-age=60, no-store",
        "max-age=",
        "max-age = 60",
        "max-age=60 no-store",
        "no-store max-age",
        "max-age=\"60",
        "no-store, x=\"\\a\"",
        "no-store, x=()(",
        "no-store, x=1.2345",
        "no-store, x=1.",
        "no-store, x=1234567890123456",
        "no-store, x=:not base64:",
        "no-store, x=?2",
        "no-store; X=1",
        "no-store, 1x=1",
        "no-store, @",
        "no-store, x='a'",
        "\"no-store\"",
        "(no-store)",
      })
  void aTargetedFieldThatCannotBeParsedIsIgnored(String value) throws IOException {
    Twice.assertLifetime(
        tier, "CDN-Cache-Control: " + value + "|Cache-Control: max-age=3600", 3600);
  }

  @Test
  void oneBadLineSpoilsTheWholeField() throws IOException {
    Twice.assertLifetime(
        tier,
        "CDN-Cache-Control: no-store|CDN-Cache-Control: max-age=|Cache-Control: max-age=3600",
        3600);
  }

  @Test
  void whatIsIgnoredGivesWayToTheNextOfTheList() throws IOException {
    for (String bad : new String[] {"", "no-store,", "NO-STORE"}) {
      Twice.assertLifetime(
          tier,
          "Nearside-Cache-Control: "
              + bad
              + "|CDN-Cache-Control: max-age=600|Cache-Control: max-age=60",
          600);
    }
    Twice.assertAskedAgain(
        tier, "CDN-Cache-Control: max-age=3600,|Cache-Control: no-store, max-age=60");
  }

  // 2.1: dictionaries are dictionaries.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CDN-Cache-Control: max-age=3600;foo=bar",
        "CDN-Cache-Control: max-age=3600;a;b=\"c\", public",
        "CDN-Cache-Control: public,\t max-age=3600 ",
        "CDN-Cache-Control: public|CDN-Cache-Control: max-age=3600",
        "CDN-Cache-Control: max-age=0, max-age=3600",
        "CDN-Cache-Control: unknown=(a b);q=1, *odd=:aGk=:, max-age=3600, d=1.5, t=?0",
        "CDN-Cache-Control: x=\"no-store, max-age=0\", max-age=3600",
      })
  void aDictionaryIsReadAsOne(String lines) throws IOException {
    Twice.assertLifetime(tier, lines + "|Cache-Control: no-store", 3600);
  }

  /** SHOULD NOT consume what has the wrong type; the field is there all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=60.5",
        "max-age=3600.0",
        "max-age=\"3600\"",
        "max-age=?1",
        "max-age",
        "max-age=abc",
        "max-age=(3600)",
        "max-age=-3600",
        "max-age=:MzYwMA==:",
      })
  void aLifetimeOfTheWrongTypeIsNone(String value) throws IOException {
    Twice.assertAskedAgain(tier, "CDN-Cache-Control: " + value + "|Cache-Control: max-age=3600");
  }

  // 2.2: those that must be implemented, with their semantics.

  @ParameterizedTest
  @ValueSource(strings = {"max-age=50, must-revalidate", "no-cache", "s-maxage=50", "max-age=50"})
  void theStaleWindowsOfCacheControlAreIgnoredToo(String value) throws IOException {
    try (Rig rig =
        tier.answering(
            StaleMustTest.failing(
                503,
                "CDN-Cache-Control: " + value,
                "Cache-Control: max-age=50, stale-if-error=3600, stale-while-revalidate=3600",
                "Age: 100",
                "ETag: \"v\""))) {
      rig.get("/a");

      assertThat(rig.get("/a").text()).isEqualTo("2");
      assertThat(rig.get("/a", "X-Fail: 1").status()).isBetween(502, 504);
    }
  }

  @Test
  void aTargetedFieldHasItsOwnStaleWindows() throws IOException {
    try (Rig rig =
        tier.answering(
            StaleMustTest.failing(
                503,
                "CDN-Cache-Control: max-age=50, stale-if-error=3600",
                "Cache-Control: max-age=50, must-revalidate",
                "Age: 100"))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-Fail: 1").text()).isEqualTo("1");
    }
  }

  @Test
  void aQualifiedDirectiveIsAStringOfNames() throws IOException {
    Response hit =
        Twice.assertReused(
            tier,
            "CDN-Cache-Control: max-age=3600, private=\"X-Secret, X-More\"|Cache-Control: no-store"
                + "|X-Secret: TOP|X-Plain: yes");

    assertThat(hit.headers("X-Secret")).isEmpty();
    assertThat(hit.header("X-Plain")).isEqualTo("yes");
  }

  @Test
  void aTargetedFieldDecidesAboutAuthorizedRequests() throws IOException {
    try (Rig rig =
        tier.answering(
            Rig.counted(
                "CDN-Cache-Control: max-age=3600, public", "Cache-Control: max-age=3600"))) {
      rig.get("/a", "Authorization: Basic YTph");
      Tier.awaitStored(rig);
      Rig.assertHit(rig.get("/a"));
    }
    try (Rig rig =
        tier.answering(
            Rig.counted(
                "CDN-Cache-Control: max-age=3600", "Cache-Control: max-age=3600, public"))) {
      rig.get("/a", "Authorization: Basic YTph");

      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  // 2.2: fields that are not on the list.

  @Test
  void fieldsThatAreNotOnTheListChangeNothingAndArePassedOn() throws IOException {
    Response hit =
        Twice.assertReused(
            tier,
            "Cache-Control: max-age=3600|Example-Cache-Control: no-store"
                + "|Surrogate-Control: no-store|CDN-Cache-Controls: no-store");

    assertThat(hit.header("Example-Cache-Control")).isEqualTo("no-store");
    assertThat(hit.header("Surrogate-Control")).isEqualTo("no-store");
    assertThat(hit.header("CDN-Cache-Controls")).isEqualTo("no-store");
    Twice.assertAskedAgain(tier, "Example-Cache-Control: max-age=3600|X: y");
  }

  @Test
  void cdnCacheControlAndCacheControlArePassedOn() throws IOException {
    Response hit =
        Twice.assertReused(tier, "CDN-Cache-Control: max-age=3600|Cache-Control: max-age=60");

    assertThat(hit.headers("CDN-Cache-Control")).containsExactly("max-age=3600");
    assertThat(hit.headers("Cache-Control")).containsExactly("max-age=60");
  }

  @Test
  void theListIsARoutesToSet() throws IOException {
    String mine = "routes = [{ match = \"/**\", targeted-fields = [\"My-Cache-Control\"] }]";
    Twice.assertLifetime(
        tier, "My-Cache-Control: max-age=600|CDN-Cache-Control: no-store", 600, mine);
    Twice.assertLifetime(
        tier,
        "CDN-Cache-Control: no-store|Cache-Control: max-age=600",
        600,
        "cache.targeted-fields = []");
  }

  @Test
  void aTargetedFieldOfARequestIsNothing() throws IOException {
    try (Rig rig = tier.counting("Cache-Control: max-age=3600")) {
      rig.get("/a", "CDN-Cache-Control: no-store");
      Tier.awaitStored(rig);

      Rig.assertHit(rig.get("/a", "CDN-Cache-Control: no-cache"));
    }
  }
}
