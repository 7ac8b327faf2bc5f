package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void anEventIsWhenLevelThreadLoggerAndMessage() {
    assertThat(line("UTC", Level.INFO, "listening on {}", null, ":8080"))
        .isEqualTo("2026-01-02T03:04:05.006Z INFO  [loop-1] Nearside listening on :8080\n");
  }

  @Test
  void theTimeIsTheZonesWithItsOffset() {
    assertThat(line("Asia/Kolkata", Level.ERROR, "x", null))
        .isEqualTo("2026-01-02T08:34:05.006+05:30 ERROR [loop-1] Nearside x\n");
  }

  @Test
  void lineBreaksAndTheSpaceAroundThemBecomeBars() {
    assertThat(line("UTC", Level.WARN, " a \r\n \n b\tc\n2026 forged\n \n", null))
        .endsWith("] Nearside  a | b\tc | 2026 forged\n");
    assertThat(line("UTC", Level.WARN, "\n a", null)).endsWith("] Nearside  | a\n");
    assertThat(line("UTC", Level.WARN, "\n", null)).endsWith("] Nearside \n");
  }

  @Test
  void whatWasThrownStandsInTheSameLineWithItsCause() {
    Exception thrown = new IllegalStateException("outer", new RuntimeException("in\nner"));
    assertThat(line("UTC", Level.WARN, "failed", thrown))
        .contains("] Nearside failed java.lang.IllegalStateException: outer | at io.nearside.")
        .contains(" | Caused by: java.lang.RuntimeException: in | ner | ")
        .matches("[^\n]*\n");
  }

  private String line(
      String zone, Level level, String message, @Nullable Throwable thrown, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            "here", context.getLogger(Nearside.class), level, message, thrown, arguments);
    event.setThreadName("loop-1");
    event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
    return new LogLine(ZoneId.of(zone)).doLayout(event);
  }
}
