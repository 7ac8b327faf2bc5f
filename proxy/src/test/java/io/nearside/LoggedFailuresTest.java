package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.store.redis.Seldom;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.Sidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggedFailuresTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.nearside.upstream");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private long nanos;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  @Test
  void oneKindOfFailureIsLoggedOnceInTenSecondsWithItsCount() {
    LoggedFailures failures = new LoggedFailures(() -> nanos);
    failures.failed(null, UpstreamFailure.CONNECTION_REFUSED);
    failures.failed(null, UpstreamFailure.CONNECTION_REFUSED);
    failures.failed(null, UpstreamFailure.RESPONSE_TIMEOUT);
    nanos += Seldom.QUIET_NANOS;
    failures.failed(null, UpstreamFailure.CONNECTION_REFUSED);
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the upstream refused the connection: null (1 since last said)",
            "the upstream did not answer in time: null (1 since last said)",
            "the upstream refused the connection: null (2 since last said)");
  }

  @Test
  void theClientReadsASentence() throws Exception {
    try (Sidecar sidecar = Sidecar.start(1);
        RawClient client = RawClient.connect(sidecar.port())) {
      Response answer = client.get("/x");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).isEqualTo("the upstream refused the connection\n");
      assertThat(answer.header("Proxy-Status")).isEqualTo("nearside; error=connection_refused");
    }
  }
}
