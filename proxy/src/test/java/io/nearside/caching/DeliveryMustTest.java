package io.nearside.caching;

import static io.nearside.caching.Delivery.NOT_MODIFIED;
import static io.nearside.caching.Delivery.WHOLE;
import static io.nearside.caching.SelectedRepresentation.PLAIN;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import io.nearside.http.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 sections 13 and 14 and RFC 9111 section 4.3.2 require of a cache. */
class DeliveryMustTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String HOUR_LATER = "Sun, 06 Nov 1994 09:49:37 GMT";
  private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final SelectedRepresentation TAGGED = PLAIN.entityTag("\"a\"");
  private static final SelectedRepresentation DATED = PLAIN.lastModified(DATE).date(HOUR_LATER);
  private static final Delivery FIRST_TWO = new Delivery.Parts(List.of(new ByteRange(0, 1)));

  private static Delivery get(Representation selected, String... request) {
    return Delivery.decide("GET", fields(request), selected);
  }

  // 13.2.1

  @Test
  void aRequestWithoutConditionsOrRangesGetsTheWhole() {
    Fields request = fields("If-Match", "\"b\"", "If-Unmodified-Since", EARLIER, "If-Range", "x");

    assertThat(Delivery.decide("GET", request, TAGGED)).isSameAs(WHOLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 404, 410, 416, 500, 503})
  void conditionsAreIgnoredWhereTheAnswerIsNoSuccess(int status) {
    assertThat(get(TAGGED.status(status), "If-None-Match", "\"a\"")).isSameAs(WHOLE);
    assertThat(get(DATED.status(status), "If-Modified-Since", DATE)).isSameAs(WHOLE);
    assertThat(get(PLAIN.status(status), "Range", "bytes=0-1")).isSameAs(WHOLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "OPTIONS", "TRACE", "get", "PROPFIND"})
  void otherMethodsThanGetAndHeadAreNotEvaluated(String method) {
    Fields request = fields("If-None-Match", "*", "Range", "bytes=0-1");

    assertThat(Delivery.decide(method, request, TAGGED)).isSameAs(WHOLE);
  }

  // 13.1.2, 13.2.2

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "\"a\"          | \"a\"              | true",
        "\"a\"          | W/\"a\"            | true",
        "W/\"a\"        | \"a\"              | true",
        "W/\"a\"        | W/\"a\"            | true",
        "\"a\"          | \"b\"              | false",
        "\"a\"          | \"b\", W/\"a\"     | true",
        "\"a,b\"        | \"a,b\"            | true",
        "\"a,b\"        | \"a\", \"b\"       | false",
        "\"A\"          | \"a\"              | false",
        "\"a\"          | a                  | false",
        "a              | a                  | false",
        "a              | \"a\"              | false",
        "\"\"           | \"\"               | true",
      })
  void entityTagsAreComparedWeakly(String selected, String field, boolean matches) {
    Delivery expected = matches ? NOT_MODIFIED : WHOLE;

    assertThat(get(PLAIN.entityTag(selected), "If-None-Match", field)).isSameAs(expected);
  }

  @Test
  void anAsteriskMatchesWhateverIsStored() {
    assertThat(get(PLAIN, "If-None-Match", "*")).isSameAs(NOT_MODIFIED);
    assertThat(get(TAGGED, "If-None-Match", "*")).isSameAs(NOT_MODIFIED);
  }

  @Test
  void withoutAnEntityTagNothingMatches() {
    assertThat(get(PLAIN, "If-None-Match", "\"a\"")).isSameAs(WHOLE);
  }

  @Test
  void allLinesOfTheFieldCount() {
    assertThat(get(TAGGED, "If-None-Match", "\"b\"", "If-None-Match", "\"a\""))
        .isSameAs(NOT_MODIFIED);
  }

  @Test
  void aHeadIsAnsweredWithA304Too() {
    assertThat(Delivery.decide("HEAD", fields("If-None-Match", "\"a\""), TAGGED))
        .isSameAs(NOT_MODIFIED);
    assertThat(Delivery.decide("HEAD", fields("If-Modified-Since", DATE), DATED))
        .isSameAs(NOT_MODIFIED);
  }

  // 13.1.3

  @Test
  void ifModifiedSinceIsIgnoredBesideIfNoneMatch() {
    SelectedRepresentation both = DATED.entityTag("\"a\"");

    assertThat(get(both, "If-None-Match", "\"b\"", "If-Modified-Since", DATE)).isSameAs(WHOLE);
    assertThat(get(both, "If-None-Match", "\"a\"", "If-Modified-Since", EARLIER))
        .isSameAs(NOT_MODIFIED);
    assertThat(get(DATED, "If-None-Match", "", "If-Modified-Since", DATE)).isSameAs(WHOLE);
    assertThat(get(DATED, "If-None-Match", "nonsense", "If-Modified-Since", DATE)).isSameAs(WHOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "yesterday",
        "Sun, 06 Nov 2094 08:49:37",
        "Sun, 06 Nov 2094 08:49:37 UTC",
        "Sun, 06 Nov 2094 08:49:37 GMT; length=10",
        "Sun, 06 Nov 2094 08:49:37 GMT, Sun, 06 Nov 2094 08:49:37 GMT",
        "2094-11-06T08:49:37Z",
      })
  void whatIsNoDateIsIgnored(String since) {
    assertThat(get(DATED, "If-Modified-Since", since)).isSameAs(WHOLE);
  }

  @Test
  void severalDatesAreIgnored() {
    assertThat(get(DATED, "If-Modified-Since", DATE, "If-Modified-Since", DATE)).isSameAs(WHOLE);
  }

  @Test
  void withoutAnyDateOfTheResponseIfModifiedSinceIsIgnored() {
    assertThat(get(PLAIN, "If-Modified-Since", DATE)).isSameAs(WHOLE);
    assertThat(get(PLAIN.lastModified("nonsense"), "If-Modified-Since", DATE)).isSameAs(WHOLE);
  }

  // 13.1.5

  @Test
  void ifRangeMeansNothingWithoutRange() {
    assertThat(get(TAGGED, "If-Range", "\"b\"")).isSameAs(WHOLE);
    assertThat(get(TAGGED, "If-Range", "\"b\"", "If-None-Match", "\"a\"")).isSameAs(NOT_MODIFIED);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "\"a\",   \"a\",    true",
        "\"a\",   W/\"a\",  false",
        "W/\"a\", W/\"a\",  false",
        "W/\"a\", \"a\",    false",
        "\"a\",   \"b\",    false",
        "\"a\",   a,        false",
        "\"a\",   *,        false",
        "\"a\",   ~\"a\", \"a\"~, false",
        "~~,      \"a\",    false",
      })
  void ifRangeComparesEntityTagsStrongly(String selected, String validator, boolean holds) {
    SelectedRepresentation representation = PLAIN.entityTag(selected);

    assertThat(get(representation, "Range", "bytes=0-1", "If-Range", validator))
        .isEqualTo(holds ? FIRST_TWO : WHOLE);
  }

  @Test
  void aDateInIfRangeMustBeExactlyLastModified() {
    assertThat(get(DATED, "Range", "bytes=0-1", "If-Range", DATE)).isEqualTo(FIRST_TWO);
    assertThat(get(DATED, "Range", "bytes=0-1", "If-Range", EARLIER)).isSameAs(WHOLE);
    assertThat(get(DATED, "Range", "bytes=0-1", "If-Range", HOUR_LATER)).isSameAs(WHOLE);
    assertThat(get(DATED, "Range", "bytes=0-1", "If-Range", "nonsense")).isSameAs(WHOLE);
    assertThat(get(PLAIN.date(DATE), "Range", "bytes=0-1", "If-Range", DATE)).isSameAs(WHOLE);
  }

  @ParameterizedTest
  @CsvSource({
    "Sun, false",
    "'Sun, 06 Nov 1994 08:49:37 GMT', false",
    "'Sun, 06 Nov 1994 08:49:36 GMT', false",
    "'Sun, 06 Nov 1994 08:50:36 GMT', false",
    "'Sun, 06 Nov 1994 08:50:37 GMT', true",
  })
  void aDateInIfRangeMustBeAStrongValidator(String date, boolean strong) {
    assertThat(get(DATED.date(date), "Range", "bytes=0-1", "If-Range", DATE))
        .isEqualTo(strong ? FIRST_TWO : WHOLE);
  }

  @Test
  void severalIfRangesAreFalse() {
    assertThat(get(TAGGED, "Range", "bytes=0-1", "If-Range", "\"a\"", "If-Range", "\"a\""))
        .isSameAs(WHOLE);
  }

  // 14.2

  @Test
  void rangeIsIgnoredForOtherMethodsThanGet() {
    assertThat(Delivery.decide("HEAD", fields("Range", "bytes=0-1"), PLAIN)).isSameAs(WHOLE);
    assertThat(Delivery.decide("HEAD", fields("Range", "bytes=90-"), PLAIN)).isSameAs(WHOLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 203, 204, 206, 404})
  void rangeIsIgnoredWhereTheAnswerIsNo200(int status) {
    assertThat(get(PLAIN.status(status), "Range", "bytes=0-1")).isSameAs(WHOLE);
  }

  @Test
  void conditionsComeBeforeTheRange() {
    assertThat(get(TAGGED, "If-None-Match", "\"a\"", "Range", "bytes=0-1")).isSameAs(NOT_MODIFIED);
    assertThat(get(TAGGED, "If-None-Match", "\"b\"", "Range", "bytes=0-1")).isEqualTo(FIRST_TWO);
    assertThat(get(DATED, "If-Modified-Since", DATE, "Range", "bytes=90-")).isSameAs(NOT_MODIFIED);
    assertThat(get(DATED, "If-Modified-Since", EARLIER, "Range", "bytes=0-1")).isEqualTo(FIRST_TWO);
  }

  @Test
  void anUnknownUnitIsIgnored() {
    assertThat(get(PLAIN, "Range", "lines=0-1")).isSameAs(WHOLE);
  }

  @Test
  void numbersMayBeOfAnyLength() {
    assertThat(get(PLAIN, "Range", "bytes=0-" + "9".repeat(1000)))
        .isEqualTo(new Delivery.Parts(List.of(new ByteRange(0, 9))));
    assertThat(get(PLAIN, "Range", "bytes=" + "9".repeat(1000) + "-"))
        .isSameAs(Delivery.UNSATISFIABLE);
  }
}
