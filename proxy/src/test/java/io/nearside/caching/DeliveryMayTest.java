package io.nearside.caching;

import static io.nearside.caching.Delivery.WHOLE;
import static io.nearside.caching.SelectedRepresentation.PLAIN;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9110 sections 13 and 14 leave to a cache. */
class DeliveryMayTest {

  private static Delivery get(Representation selected, String... request) {
    return Delivery.decide("GET", fields(request), selected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=", "bytes=5-4", "bytes=a-b", "bytes=0-0,5-4", "bytes=0-1;2-3"})
  void anInvalidRangeIsIgnored(String range) {
    assertThat(get(PLAIN, "Range", range)).isSameAs(WHOLE);
  }

  @Test
  void severalRangeLinesAreIgnored() {
    assertThat(get(PLAIN, "Range", "bytes=0-1", "Range", "bytes=3-4")).isSameAs(WHOLE);
  }

  @Test
  void anExcessiveSetIsIgnored() {
    assertThat(get(PLAIN, "Range", "bytes=0-0" + ",0-0".repeat(64))).isSameAs(WHOLE);
  }

  @Test
  void overlappingRangesAreOne() {
    assertThat(get(PLAIN, "Range", "bytes=0-,0-,0-,0-"))
        .isEqualTo(new Delivery.Parts(List.of(new ByteRange(0, 9))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-"})
  void ofNoBytesThereAreNoRanges(String range) {
    assertThat(get(PLAIN.completeLength(0), "Range", range)).isSameAs(WHOLE);
  }

  @Test
  void withoutAKnownLengthThereAreNoRanges() {
    assertThat(get(PLAIN.completeLength(-1), "Range", "bytes=0-1")).isSameAs(WHOLE);
    assertThat(get(PLAIN.completeLength(-1), "Range", "bytes=-1")).isSameAs(WHOLE);
  }

  @Test
  void ifMatchAndIfUnmodifiedSinceAreForTheOrigin() {
    assertThat(
            get(
                PLAIN.entityTag("\"a\""),
                "If-Match",
                "\"b\"",
                "If-Unmodified-Since",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Range",
                "bytes=0-1"))
        .isEqualTo(new Delivery.Parts(List.of(new ByteRange(0, 1))));
  }
}
