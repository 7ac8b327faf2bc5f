package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTest {
  private static final long NOW = 1_800_000_000_000L;

  private static long lifetimeSeconds(String... response) {
    Fields fields = fields(response);
    ResponseControl control = ResponseControl.of(fields, List.of());
    long millis = Freshness.lifetimeMillis(control, fields, NOW);
    return millis == Freshness.NOT_EXPLICIT ? -1 : millis / 1000;
  }

  private static String date(long secondsFromNow) {
    return HttpDate.format(NOW + secondsFromNow * 1000);
  }

  private static long age(long delayMillis, String... response) {
    return Freshness.initialAgeMillis(fields(response), NOW - delayMillis, NOW);
  }

  @Test
  void nothingSaidIsNotExplicit() {
    assertThat(lifetimeSeconds("Date", date(0))).isEqualTo(-1);
  }

  @Test
  void sMaxAgeWinsOverMaxAge() {
    assertThat(lifetimeSeconds("Cache-Control", "max-age=60, s-maxage=5")).isEqualTo(5);
    assertThat(lifetimeSeconds("Cache-Control", "s-maxage=60", "Cache-Control", "max-age=5"))
        .isEqualTo(60);
  }

  @Test
  void maxAgeWinsOverExpires() {
    assertThat(lifetimeSeconds("Expires", date(5), "Cache-Control", "max-age=60")).isEqualTo(60);
    assertThat(lifetimeSeconds("Expires", date(60), "Cache-Control", "max-age=0")).isZero();
  }

  @Test
  void expiresCountsFromDate() {
    assertThat(lifetimeSeconds("Date", date(-100), "Expires", date(-40))).isEqualTo(60);
    assertThat(lifetimeSeconds("Date", date(100), "Expires", date(40))).isZero();
  }

  @Test
  void expiresWithoutAValidDateCountsFromTheArrival() {
    assertThat(lifetimeSeconds("Expires", date(60))).isEqualTo(60);
    assertThat(lifetimeSeconds("Date", "yesterday", "Expires", date(60))).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "", "never", "Fri, 15 Jan 2027 08:00:00 UTC"})
  void invalidExpiresIsInThePast(String expires) {
    assertThat(lifetimeSeconds("Expires", expires)).isZero();
    assertThat(lifetimeSeconds("Expires", date(60), "Expires", expires)).isZero();
  }

  @Test
  void severalExpiresThatDifferAreInThePast() {
    assertThat(lifetimeSeconds("Expires", date(60), "Expires", date(30))).isZero();
    assertThat(lifetimeSeconds("Expires", date(60), "Expires", date(60))).isEqualTo(60);
  }

  @Test
  void farExpiresIsCapped() {
    assertThat(lifetimeSeconds("Expires", "Fri, 31 Dec 9999 23:59:59 GMT"))
        .isEqualTo(CacheControl.MAX_SECONDS);
  }

  @Test
  void ageIsTheResponseDelayAtLeast() {
    assertThat(age(0)).isZero();
    assertThat(age(250)).isEqualTo(250);
    assertThat(age(-250)).isZero();
  }

  @Test
  void ageFieldAndDelayAddUp() {
    assertThat(age(250, "Age", "10")).isEqualTo(10_250);
  }

  @Test
  void apparentAgeCountsWhenItIsGreater() {
    assertThat(age(250, "Date", date(-60))).isEqualTo(60_000);
    assertThat(age(250, "Date", date(-60), "Age", "10")).isEqualTo(60_000);
    assertThat(age(250, "Date", date(-60), "Age", "70")).isEqualTo(70_250);
  }

  @Test
  void dateInTheFutureIsNoAge() {
    assertThat(age(0, "Date", date(3600))).isZero();
  }

  @Test
  void secondsOfDateAreNoAge() {
    long responseMillis = NOW + 900;

    assertThat(Freshness.initialAgeMillis(fields("Date", date(0)), NOW + 880, responseMillis))
        .isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10       | 10",
        "'10, 20' | 10",
        "' 10 '   | 10",
        "-10      | 0",
        "1.5      | 0",
        "x        | 0",
        "''       | 0",
        "99999999999999 | 2147483648",
        "', 10'   | 10",
        "'x, 10'  | 0",
        "10;a     | 0",
        "'\"10\"' | 0",
      })
  void firstValidAgeCounts(String line, long seconds) {
    assertThat(age(0, "Age", line)).isEqualTo(seconds * 1000);
  }
}
