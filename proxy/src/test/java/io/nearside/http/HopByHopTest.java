package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Authentication-Info",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "transfer-encoding",
        "UPGRADE",
        "HTTP2-Settings"
      })
  void knowsTheFieldsOfOneConnection(String name) {
    assertThat(HopByHop.names(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host", "Content-Length", "Via", "Authorization", "Trailers", "T"})
  void leavesTheOthers(String name) {
    assertThat(HopByHop.names(name)).isFalse();
  }

  @Test
  void connectionNominatesFields() {
    assertThat(HopByHop.nominated(List.of("close, X-Hop ,, \tx-other", "Keep-Alive")))
        .containsExactlyInAnyOrder("close", "x-hop", "x-other", "keep-alive");
  }

  @Test
  void whatIsForAllOnTheWayMustNotBeNominatedWhereItIsThere() {
    for (String name :
        List.of(
            "Host",
            "Authorization",
            "Cookie",
            "cache-control",
            "Vary",
            "X-Forwarded-Prefix",
            "Sec-Fetch-Site",
            "Content-Length",
            "If-None-Match",
            "X-Original-URL",
            "Max-Forwards")) {
      List<String> connection = List.of("close", "X-Hop, " + name);
      assertThat(HopByHop.nominatesEndToEnd(connection, there -> true)).as(name).isTrue();
      assertThat(HopByHop.nominatesEndToEnd(connection, there -> false)).as(name).isFalse();
    }
    assertThat(HopByHop.nominatesEndToEnd(List.of("close, X-Hop"), there -> true)).isFalse();
  }

  @Test
  void noConnectionLineNominatesNothing() {
    assertThat(HopByHop.nominated(List.of())).isEmpty();
  }
}
