package io.nearside.caching;

import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LookupTest {
  private static final Route ROUTE = route().build();

  private static Lookup get(String... request) {
    return Lookup.decide("GET", fields(request), false, false, ROUTE);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ELIGIBLE",
    "HEAD, HEAD_ONLY",
    "POST, METHOD",
    "PUT, METHOD",
    "DELETE, METHOD",
    "OPTIONS, METHOD",
    "TRACE, METHOD",
    "get, METHOD"
  })
  void onlyGetAndHeadAreLookedUp(String method, Lookup lookup) {
    assertThat(Lookup.decide(method, fields(), false, false, ROUTE)).isEqualTo(lookup);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Range               | bytes=0-1          | RANGE",
        "If-Match            | \"a\"              | PRECONDITION",
        "If-Unmodified-Since | x                  | PRECONDITION",
        "If-None-Match       | \"a\"              | ELIGIBLE",
        "If-Modified-Since   | x                  | ELIGIBLE",
        "If-Range            | \"a\"              | ELIGIBLE",
        "Upgrade             | websocket          | ELIGIBLE",
        "Accept              | text/event-stream  | EVENT_STREAM",
        "Accept              | Text/Event-Stream ; q=0.5, a/b | EVENT_STREAM",
        "Accept              | application/json, text/event-stream, multipart/mixed | ELIGIBLE",
        "Accept              | text/event-stream;q=0 | ELIGIBLE",
        "Accept              | x-text/event-streams, a-b/c-d | ELIGIBLE",
        "Accept              | */*                | ELIGIBLE",
        "Prefer              | wait=10            | LONG_POLL",
        "Prefer              | respond-async, Wait = 10; x=y | LONG_POLL",
        "Prefer              | return=minimal; wait=10 | ELIGIBLE",
        "Prefer              | await=10           | ELIGIBLE",
        "Prefer              | wait               | ELIGIBLE",
        "Cache-Control       | no-store           | NO_STORE",
        "Cache-Control       | max-age=0, No-Store| NO_STORE",
        "Cache-Control       | no-cache           | ELIGIBLE",
        "Pragma              | no-cache           | ELIGIBLE",
        "Authorization       | Bearer x           | ELIGIBLE",
        "Cookie              | a=b                | ELIGIBLE",
      })
  void aFieldDecides(String name, String value, Lookup lookup) {
    assertThat(get(name, value)).isEqualTo(lookup);
  }

  @Test
  void whatLeavesHttpIsNotLookedUpWhateverElseItSays() {
    String[] request = {"Range", "bytes=0-1", "Cache-Control", "no-store"};

    assertThat(Lookup.decide("GET", fields(request), false, true, ROUTE)).isEqualTo(Lookup.UPGRADE);
  }

  @Test
  void eventsThatAreTakenLastOfAllAreNotAskedFor() {
    assertThat(get("Accept", "a/b", "Accept", "text/event-stream")).isEqualTo(Lookup.ELIGIBLE);
  }

  @Test
  void conditionalRangeIsLookedUpAsARange() {
    assertThat(get("Range", "bytes=0-1", "If-Range", "\"a\"")).isEqualTo(Lookup.RANGE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.2 */
  @Test
  void rangeMeansNothingWithHead() {
    assertThat(Lookup.decide("HEAD", fields("Range", "bytes=0-1"), false, false, ROUTE))
        .isEqualTo(Lookup.HEAD_ONLY);
  }

  @Test
  void noStoreCountsBeforeTheRangeAndTheMethod() {
    String[] request = {"Range", "bytes=0-1", "Cache-Control", "no-store"};

    assertThat(get(request)).isEqualTo(Lookup.NO_STORE);
    assertThat(Lookup.decide("HEAD", fields(request), false, false, ROUTE))
        .isEqualTo(Lookup.NO_STORE);
  }

  @Test
  void getWithABodyIsForTheUpstream() {
    assertThat(Lookup.decide("GET", fields(), true, false, ROUTE)).isEqualTo(Lookup.BODY);
  }

  @Test
  void routeMaySwitchOff() {
    assertThat(Lookup.decide("GET", fields(), false, false, route().cacheOff().build()))
        .isEqualTo(Lookup.ROUTE_OFF);
  }

  @Test
  void clientsNoStoreCountsOnlyWhereClientsAreObeyed() {
    assertThat(
            Lookup.decide(
                "GET",
                fields("Cache-Control", "no-store"),
                false,
                false,
                route().ignoreClients().build()))
        .isEqualTo(Lookup.ELIGIBLE);
  }

  @ParameterizedTest
  @EnumSource(Lookup.class)
  void onlyAnEligibleRequestFills(Lookup lookup) {
    assertThat(lookup.mayFill()).isEqualTo(lookup == Lookup.ELIGIBLE);
    assertThat(lookup.text()).matches("[a-z-]+");
  }

  @Test
  void headRangeAndNoStoreMayBeAnsweredFromTheCache() {
    assertThat(Lookup.values())
        .filteredOn(Lookup::mayLookup)
        .containsExactly(Lookup.ELIGIBLE, Lookup.HEAD_ONLY, Lookup.RANGE, Lookup.NO_STORE);
  }
}
