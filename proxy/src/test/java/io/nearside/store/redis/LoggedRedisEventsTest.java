package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggedRedisEventsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.nearside.redis");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long nanos;
  private final LoggedRedisEvents events = new LoggedRedisEvents(() -> nanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  @Test
  void countsEveryEventAndLogsTheFirst() {
    for (int i = 0; i < 1000; i++) {
      events.happened(RedisEvent.READ_TIMED_OUT, "");
    }
    assertThat(events.count(RedisEvent.READ_TIMED_OUT)).isEqualTo(1000);
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void afterAWhileSaysHowManyThereWere() {
    events.happened(RedisEvent.READ_TIMED_OUT, "");
    events.happened(RedisEvent.READ_TIMED_OUT, "");
    events.happened(RedisEvent.READ_TIMED_OUT, "");
    nanos += Seldom.QUIET_NANOS;
    events.happened(RedisEvent.READ_TIMED_OUT, "");
    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.get(1).getFormattedMessage()).contains("read timed out (3 ");
  }

  @Test
  void oneKindOfEventDoesNotSilenceAnother() {
    events.happened(RedisEvent.READ_TIMED_OUT, "");
    events.happened(RedisEvent.WRITE_DROPPED, "too much outstanding");
    assertThat(lines.list).hasSize(2);
  }
}
