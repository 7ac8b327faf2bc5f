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
  void connectionCannotTakeAwayWhatOurDecisionsRestOn() {
    assertThat(
            HopByHop.nominated(
                List.of(
                    "Host, Content-Length, Authorization, Cookie, Set-Cookie, Cache-Control,"
                        + " Vary, ETag, X-Forwarded-For")))
        .isEmpty();
  }

  @Test
  void noConnectionLineNominatesNothing() {
    assertThat(HopByHop.nominated(List.of())).isEmpty();
  }
}
