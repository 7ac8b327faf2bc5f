package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** What users see of others' events. */
class LogLevelsTest {
  @Test
  void whatLettuceSaysBesideOurEventsIsNotSeen() throws JoranException {
    LoggerContext context = new LoggerContext();
    URL shipped = Nearside.class.getResource("/logback.xml");
    try {
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(shipped);
      for (String name :
          new String[] {
            "io.lettuce.core.resource.Transports",
            "io.lettuce.core.protocol.ConnectionWatchdog",
            "io.lettuce.core.cluster.topology.DefaultClusterTopologyRefresh"
          }) {
        assertThat(context.getLogger(name).getEffectiveLevel()).isEqualTo(Level.ERROR);
      }
      assertThat(context.getLogger("io.nearside.redis").isInfoEnabled()).isTrue();
    } finally {
      context.stop();
    }
  }
}
