package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users see of our events and of others'. */
class LogLevelsTest {
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void whatLettuceSaysBesideOurEventsIsNotSeen() {
    Logging.configure(context, null);
    for (String name :
        new String[] {
          "io.lettuce.core.resource.Transports",
          "io.lettuce.core.protocol.ConnectionWatchdog",
          "io.lettuce.core.cluster.topology.DefaultClusterTopologyRefresh"
        }) {
      assertThat(context.getLogger(name).getEffectiveLevel()).isEqualTo(Level.ERROR);
    }
    assertThat(context.getLogger("io.nearside.redis").isInfoEnabled()).isTrue();
    assertThat(context.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void theEnvironmentSetsTheLevelOfOurEvents() {
    Logging.configure(context, "debug");
    assertThat(context.getLogger("io.nearside.redis").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    assertThat(context.getLogger("io.lettuce").getEffectiveLevel()).isEqualTo(Level.ERROR);
  }

  @Test
  void aLevelThatIsNoneIsTheUsualOne() {
    Logging.configure(context, "loud");
    assertThat(context.getLogger("io.nearside").getEffectiveLevel()).isEqualTo(Level.INFO);
  }
}
