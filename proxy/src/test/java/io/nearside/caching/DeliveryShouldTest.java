package io.nearside.caching;

import static io.nearside.caching.Delivery.NOT_MODIFIED;
import static io.nearside.caching.Delivery.UNSATISFIABLE;
import static io.nearside.caching.Delivery.WHOLE;
import static io.nearside.caching.SelectedRepresentation.PLAIN;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 sections 13 and 14 and RFC 9111 section 4.3.2 say a cache should do. */
class DeliveryShouldTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";

  private static Delivery get(Representation selected, String... request) {
    return Delivery.decide("GET", fields(request), selected);
  }

  // RFC 9111 section 4.3.2

  @ParameterizedTest
  @CsvSource({
    "'Sun, 06 Nov 1994 08:49:36 GMT', false",
    "'Sun, 06 Nov 1994 08:49:37 GMT', true",
    "'Sun, 06 Nov 1994 08:49:38 GMT', true",
    "'Sunday, 06-Nov-94 08:49:37 GMT', true",
    "'Sun Nov  6 08:49:37 1994', true",
    "'Fri, 06 Nov 2094 08:49:37 GMT', true",
  })
  void whatIsNotModifiedSinceIsNotSentAgain(String since, boolean notModified) {
    Delivery expected = notModified ? NOT_MODIFIED : WHOLE;

    assertThat(get(PLAIN.lastModified(DATE), "If-Modified-Since", since)).isSameAs(expected);
  }

  @Test
  void withoutLastModifiedTheDateCounts() {
    assertThat(get(PLAIN.date(DATE), "If-Modified-Since", DATE)).isSameAs(NOT_MODIFIED);
    assertThat(get(PLAIN.date(DATE), "If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"))
        .isSameAs(WHOLE);
  }

  @Test
  void lastModifiedCountsBeforeTheDate() {
    SelectedRepresentation both = PLAIN.lastModified(DATE).date("Sun, 06 Nov 1994 09:49:37 GMT");

    assertThat(get(both, "If-Modified-Since", DATE)).isSameAs(NOT_MODIFIED);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 204})
  void conditionsAreEvaluatedOnEverySuccess(int status) {
    assertThat(get(PLAIN.entityTag("\"a\"").status(status), "If-None-Match", "\"a\""))
        .isSameAs(NOT_MODIFIED);
  }

  // RFC 9110 section 14.2

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=9-9, 9, 9",
    "bytes=0-, 0, 9",
    "bytes=3-99, 3, 9",
    "bytes=-3, 7, 9",
    "bytes=-99, 0, 9",
    "'bytes=0-3,4-6', 0, 6",
    "'bytes=1-2,90-', 1, 2",
  })
  void aSatisfiableRangeIsServed(String range, long first, long last) {
    assertThat(get(PLAIN, "Range", range))
        .isEqualTo(new Delivery.Parts(List.of(new ByteRange(first, last))));
  }

  @Test
  void severalRangesAreServedInTheOrderInWhichTheyWereAskedFor() {
    assertThat(get(PLAIN, "Range", "bytes=-1,0-1,4-5"))
        .isEqualTo(
            new Delivery.Parts(
                List.of(new ByteRange(9, 9), new ByteRange(0, 1), new ByteRange(4, 5))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=10-10,11-,-0"})
  void whatBeginsBehindTheEndIsNotSatisfiable(String range) {
    assertThat(get(PLAIN, "Range", range)).isSameAs(UNSATISFIABLE);
  }

  @Test
  void aFailedIfRangeIsNeverUnsatisfiable() {
    assertThat(get(PLAIN.entityTag("\"a\""), "Range", "bytes=10-", "If-Range", "\"b\""))
        .isSameAs(WHOLE);
    assertThat(get(PLAIN.entityTag("\"a\""), "Range", "bytes=10-", "If-Range", "\"a\""))
        .isSameAs(UNSATISFIABLE);
  }
}
