package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.upstream.BalanceConfig.Retry;
import io.nearside.upstream.BalanceConfig.Retry.Reason;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 */
class AttemptsTest {
  private static final Retry ALL =
      new Retry(2, 0, 10, Set.of(Reason.CONNECT, Reason.RESET, Reason.TIMEOUT), Set.of(503));
  private static final Retry NONE = new Retry(0, 0, 10, Set.of(), Set.of());

  private static Attempts of(Retry rules, String method, boolean hasBody) {
    return new Attempts(
        rules,
        new RetryBudget(rules, () -> 0),
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"),
        hasBody);
  }

  @Test
  void whatWasNotSentMayBeSentElsewhereWhateverItIs() {
    assertThat(of(ALL, "POST", true).afterNoConnection()).isTrue();
    assertThat(of(NONE, "GET", false).afterNoConnection()).isFalse();
  }

  @Test
  void whatWasSentIsRepeatedOnlyWhereThatDoesNoHarm() {
    assertThat(of(ALL, "GET", false).afterSilence(Reason.RESET)).isTrue();
    assertThat(of(ALL, "DELETE", false).afterSilence(Reason.TIMEOUT)).isTrue();
    assertThat(of(ALL, "PUT", true).afterSilence(Reason.RESET)).isFalse();
    assertThat(of(ALL, "POST", false).afterSilence(Reason.RESET)).isFalse();
    assertThat(of(NONE, "GET", false).afterSilence(Reason.RESET)).isFalse();
  }

  @Test
  void anErrorIsNoAnswerWhereItIsNamedAndNothingIsWritten() {
    assertThat(of(ALL, "GET", false).afterStatus(503)).isTrue();
    assertThat(of(ALL, "HEAD", false).afterStatus(503)).isTrue();
    assertThat(of(ALL, "GET", false).afterStatus(502)).isFalse();
    assertThat(of(ALL, "GET", true).afterStatus(503)).isFalse();
    assertThat(of(ALL, "DELETE", false).afterStatus(503)).isFalse();
  }

  @Test
  void thereAreSoManyAttemptsInAll() {
    Attempts attempts = of(ALL, "GET", false);
    assertThat(attempts.afterNoConnection()).isTrue();
    assertThat(attempts.afterStatus(503)).isTrue();
    assertThat(attempts.afterSilence(Reason.RESET)).isFalse();
  }

  @Test
  void aReusedConnectionThatEndsIsReplacedOnceWhateverTheRules() {
    Attempts attempts = of(NONE, "GET", false);
    assertThat(attempts.afterReusedConnection()).isTrue();
    assertThat(attempts.afterReusedConnection()).isFalse();
    assertThat(of(NONE, "POST", false).afterReusedConnection()).isFalse();
    assertThat(of(NONE, "PUT", true).afterReusedConnection()).isFalse();
  }

  @Test
  void whatIsRefusedIsSentOnceMoreWhateverTheRulesAndThenByThem() {
    Attempts attempts = of(NONE, "POST", true);
    assertThat(attempts.afterRefusal()).isTrue();
    assertThat(attempts.afterRefusal()).isFalse();
    Attempts more = of(ALL, "POST", true);
    assertThat(more.afterRefusal()).isTrue();
    assertThat(more.afterRefusal()).isTrue();
    assertThat(more.afterRefusal()).isTrue();
    assertThat(more.afterRefusal()).isFalse();
  }

  @Test
  void whatMayHaveBeenReceivedIsRemembered() {
    Attempts attempts = of(ALL, "GET", false);
    assertThat(attempts.maybeReceived()).isFalse();
    attempts.received();
    assertThat(attempts.maybeReceived()).isTrue();
  }
}
