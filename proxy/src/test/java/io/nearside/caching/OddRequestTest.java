package io.nearside.caching;

import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that one request may have brought about itself are not for others. */
class OddRequestTest {
  private static final Route PLAIN = route().build();
  private static final String[] EXPLICIT = {"Cache-Control", "public, max-age=60"};

  static Stream<Fields> odd() {
    return Stream.of(
        fields("X-Oversized", "a".repeat(5000)),
        fields("X-A", "a".repeat(2100), "X-B", "b".repeat(2100)),
        fields("n".repeat(5000), ""),
        fields("X-Meta", "a\u0001b"),
        fields("X-Meta", "a\u007fb"),
        fields("X-Meta", "caf\u00e9"),
        fields("X-HTTP-Method-Override", "DELETE"),
        fields("x-http-method", "PUT"),
        fields("X-Method-Override", "POST"));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void anErrorToAnOddRequestIsNotStored(Fields request) {
    for (int status : new int[] {400, 403, 404, 405, 410, 414, 500, 501, 503, 599}) {
      assertThat(decide(PLAIN, request, status, EXPLICIT).verdict())
          .as("%d", status)
          .isEqualTo(Storability.ODD_REQUEST);
    }
    assertThat(decide(PLAIN, request, 200, EXPLICIT).storable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 414, 501, 503})
  void anErrorToAPlainRequestIsWhatTheUpstreamSays(int status) {
    Fields plain =
        fields("Host", "h", "User-Agent", "Mozilla/5.0", "Cookie", "a=" + "b".repeat(999));

    assertThat(decide(PLAIN, plain, status, EXPLICIT).storable()).isTrue();
  }

  @Test
  void noRuleOfARouteStoresItEither() {
    Route rules = route().ttlSeconds(60).ttlByStatusSeconds(400, 599, 5).build();

    assertThat(decide(rules, fields("X-Oversized", "a".repeat(5000)), 404).verdict())
        .isEqualTo(Storability.ODD_REQUEST);
    assertThat(decide(rules, fields(), 404).storable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 411, 413, 431})
  void whatIsAboutTheBytesOfOneRequestIsNeverStored(int status) {
    assertThat(decide(PLAIN, fields(), status, EXPLICIT).verdict()).isEqualTo(Storability.STATUS);
  }

  @Test
  void itSaysNothingOfOtherPeoplesRequests() {
    assertThat(Storability.ODD_REQUEST.isForTheRequestsSake()).isTrue();
    assertThat(Storability.ODD_REQUEST.leavesWhatIsStored()).isTrue();
  }
}
