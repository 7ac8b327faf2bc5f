package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.StructuredFields.Token;
import io.nearside.http.StructuredMembers;
import io.nearside.http.StructuredMembers.Member;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** https://www.rfc-editor.org/rfc/rfc9209#section-2 */
class ProxyStatusTest {

  private static Map<String, Object> parameters(String text) {
    List<Member> members = StructuredMembers.of(text);
    assertThat(members).hasSize(1);
    assertThat(members.get(0).value()).isEqualTo(new Token("nearside"));
    return members.get(0).parameters();
  }

  @ParameterizedTest
  @EnumSource(UpstreamFailure.class)
  void aFailureIsAnErrorTypeOfTheRfcWithItsStatus(UpstreamFailure failure) {
    assertThat(parameters(ProxyStatus.of(failure)))
        .isEqualTo(Map.of("error", new Token(failure.text())));
    assertThat(parameters(ProxyStatus.of(failure, 206)))
        .isEqualTo(Map.of("error", new Token(failure.text()), "received-status", 206L));
    int recommended =
        switch (failure.text()) {
          case "dns_error",
              "connection_refused",
              "connection_terminated",
              "http_response_incomplete",
              "http_protocol_error",
              "http_upgrade_failed",
              "tls_certificate_error",
              "tls_protocol_error" ->
              502;
          case "http_request_error" -> 431;
          case "destination_unavailable", "connection_limit_reached" -> 503;
          case "connection_timeout", "dns_timeout", "http_response_timeout" -> 504;
          default -> 0;
        };
    assertThat(failure.status()).isEqualTo(recommended);
  }

  @Test
  void whatWeAnswerInTheUpstreamsPlaceSaysSo() {
    assertThat(parameters(ProxyStatus.ONLY_IF_CACHED))
        .isEqualTo(
            Map.of("error", new Token("proxy_internal_response"), "details", "only-if-cached"));
    assertThat(parameters(ProxyStatus.refused(431)))
        .isEqualTo(Map.of("error", new Token("http_request_error"), "status-code", 431L));
    assertThat(parameters(ProxyStatus.refused(501)))
        .isEqualTo(Map.of("error", new Token("proxy_internal_response")));
  }
}
