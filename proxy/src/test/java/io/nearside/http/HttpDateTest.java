package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  private static final long NOW = millis("2026-11-20T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT   | 1994-11-06T08:49:37Z",
        "Thu, 01 Jan 1970 00:00:00 GMT   | 1970-01-01T00:00:00Z",
        "Thu, 29 Feb 2024 23:59:59 GMT   | 2024-02-29T23:59:59Z",
        "Fri, 31 Dec 9999 23:59:59 GMT   | 9999-12-31T23:59:59Z",
        "Sat, 01 Jan 0000 00:00:00 GMT   | 0000-01-01T00:00:00Z",
        "Sat, 31 Dec 2016 23:59:60 GMT   | 2017-01-01T00:00:00Z",
        "Sunday, 06-Nov-94 08:49:37 GMT  | 1994-11-06T08:49:37Z",
        "Wednesday, 01-Jul-26 00:00:00 GMT | 2026-07-01T00:00:00Z",
        "Sun Nov  6 08:49:37 1994        | 1994-11-06T08:49:37Z",
        "Wed Nov 16 08:49:37 1994        | 1994-11-16T08:49:37Z",
        "sun, 06 nov 1994 08:49:37 gmt   | 1994-11-06T08:49:37Z",
        "SUNDAY, 06-NOV-94 08:49:37 GMT  | 1994-11-06T08:49:37Z",
        "sun NOV  6 08:49:37 1994        | 1994-11-06T08:49:37Z",
      })
  void readsTheThreeForms(String text, String instant) {
    assertThat(HttpDate.parse(text)).isEqualTo(millis(instant));
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(millis(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "-1",
        ",",
        "Sun",
        "Sun,",
        "Sun, ",
        "Sunday,",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Foo, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 onF 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Thu, 29 Feb 2023 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "Sunday, 06-Nov-9x 08:49:37 GMT",
        "Someday, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov 06 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun, 06 Nov 1994 \u0660\u0668:49:37 GMT",
      })
  void refusesEverythingElse(String text) {
    assertThat(HttpDate.parse(text)).isEqualTo(HttpDate.INVALID);
    assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
  }

  @ParameterizedTest
  @CsvSource({"76, 2076", "77, 1977", "26, 2026", "99, 1999", "00, 2000"})
  void twoDigitYearIsAtMostFiftyYearsAhead(String year, String full) {
    assertThat(HttpDate.parse("Sunday, 06-Nov-" + year + " 08:49:37 GMT", NOW))
        .isEqualTo(millis(full + "-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @CsvSource({"69, 2069", "70, 1970", "99, 1999", "00, 2000"})
  void twoDigitYearWithoutAClockTurnsAtSeventy(String year, String full) {
    assertThat(HttpDate.parse("Sunday, 06-Nov-" + year + " 08:49:37 GMT"))
        .isEqualTo(millis(full + "-11-06T08:49:37Z"));
  }

  @Test
  void writesWhatTheJdkWrites() {
    DateTimeFormatter jdk =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(millis("0001-01-01T00:00:00Z"), millis("9999-12-31T00:00:00Z"));
      assertThat(HttpDate.format(millis)).isEqualTo(jdk.format(Instant.ofEpochMilli(millis)));
    }
  }

  @Test
  void readsWhatItWrites() {
    Random random = new Random(43);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(millis("0000-01-01T00:00:00Z"), millis("9999-12-31T00:00:00Z"));
      assertThat(HttpDate.parse(HttpDate.format(millis)))
          .isEqualTo(Math.floorDiv(millis, 1000) * 1000);
    }
  }

  @Test
  void writesAnyNumber() {
    assertThat(HttpDate.format(Long.MAX_VALUE)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
    assertThat(HttpDate.format(Long.MIN_VALUE)).isEqualTo("Sat, 01 Jan 0000 00:00:00 GMT");
    assertThat(HttpDate.format(-1)).isEqualTo("Wed, 31 Dec 1969 23:59:59 GMT");
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(44);
    String[] seeds = {
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
    };
    for (int i = 0; i < 100_000; i++) {
      String text = Mutations.of(seeds[i % 3], random);
      long millis = HttpDate.parse(text);
      assertThat(millis == HttpDate.INVALID || HttpDate.parse(HttpDate.format(millis)) == millis)
          .as(text)
          .isTrue();
      assertThat(millis == HttpDate.INVALID || HttpDate.parse(text, NOW) != HttpDate.INVALID)
          .as(text)
          .isTrue();
    }
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
