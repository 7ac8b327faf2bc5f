package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8 */
class UpgradeRulesTest {
  private static final UpgradeRules RULES = new UpgradeRules(Set.of("websocket", "chat/2"), 1, 1);

  private static HttpHeaders upgrade(String connection, String... protocols) {
    HttpHeaders headers = new DefaultHttpHeaders().add("Connection", connection);
    return headers.add("Upgrade", List.of(protocols));
  }

  private static List<String> asked(String connection, String... protocols) {
    return RULES.askedFor("GET", HttpVersion.HTTP_1_1, false, upgrade(connection, protocols));
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade", "Upgrade", "keep-alive, UPGRADE", "close,upgrade"})
  void connectionHasToNameIt(String connection) {
    assertThat(asked(connection, "websocket")).containsExactly("websocket");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep-alive", "upgrades", "websocket", ","})
  void whereConnectionDoesNotNameItItIsForSomebodyElse(String connection) {
    assertThat(asked(connection, "websocket")).isEmpty();
  }

  @Test
  void withoutConnectionItIsForSomebodyElse() {
    HttpHeaders headers = new DefaultHttpHeaders().add("Upgrade", "websocket");

    assertThat(RULES.askedFor("GET", HttpVersion.HTTP_1_1, false, headers)).isEmpty();
  }

  @Test
  void onlyTheProtocolsThatAreConfiguredPassInTheirOrder() {
    assertThat(asked("upgrade", "h2c, chat/2", "IRC/6.9,, WebSocket, chat/3, chat, chat/2"))
        .containsExactly("chat/2", "WebSocket");
    assertThat(asked("upgrade", "h2c", "TLS/1.0")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POST, false", "HEAD, false", "OPTIONS, false", "GET, true"})
  void onlyAGetWithoutABodyMaySwitch(String method, boolean hasBody) {
    HttpHeaders headers = upgrade("upgrade", "websocket");

    assertThat(RULES.askedFor(method, HttpVersion.HTTP_1_1, hasBody, headers)).isEmpty();
  }

  @Test
  void upgradeMeansNothingInHttp10() {
    HttpHeaders headers = upgrade("upgrade", "websocket");

    assertThat(RULES.askedFor("GET", HttpVersion.HTTP_1_0, false, headers)).isEmpty();
  }

  @Test
  void whereNothingIsConfiguredNothingMaySwitch() {
    HttpHeaders headers = upgrade("upgrade", "websocket");

    assertThat(UpgradeRules.NONE.askedFor("GET", HttpVersion.HTTP_1_1, false, headers)).isEmpty();
  }
}
