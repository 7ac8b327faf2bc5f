package io.nearside;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import java.io.File;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How Nearside logs: one line per event on standard error; standard output stays free for what
 * commands print. {@code NEARSIDE_LOG_LEVEL} (TRACE, DEBUG, INFO, WARN, ERROR) sets the level of
 * Nearside's own events.
 *
 * <p>Code and no {@code logback.xml}, which takes a fifth of the start to read. Who names a file in
 * {@code -Dlogback.configurationFile}, or has a {@code logback-test.xml} or {@code logback.xml} on
 * the class path, gets that instead; where the named file is not there this holds.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final int QUEUED_EVENTS = 4096;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (!isLeftToFile() || !isConfiguredByFile(context)) {
      configure(context, System.getenv("NEARSIDE_LOG_LEVEL"));
    }
    // What would come next says everything of everybody, on standard output.
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean isLeftToFile() {
    String named = System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
    if (named != null) {
      return named.contains(":/") || new File(named).exists() || isResource(named);
    }
    return isResource(ClassicConstants.TEST_AUTOCONFIG_FILE)
        || isResource(ClassicConstants.AUTOCONFIG_FILE);
  }

  private static boolean isResource(String name) {
    return Logging.class.getResource("/" + name) != null;
  }

  private static boolean isConfiguredByFile(LoggerContext context) {
    DefaultJoranConfigurator joran = new DefaultJoranConfigurator();
    joran.setContext(context);
    return joran.configure(context) == ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  static void configure(LoggerContext context, @Nullable String level) {
    context.getStatusManager().add(new NopStatusListener());
    context.getLogger("io.nearside").setLevel(Level.toLevel(level, Level.INFO));
    // What is wrong between us and Redis our own events say, in one line each.
    context.getLogger("io.lettuce").setLevel(Level.ERROR);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(async(context, standardError(context)));
  }

  /** An event loop never waits for whoever reads our log: events are dropped instead. */
  private static AsyncAppender async(
      LoggerContext context, ConsoleAppender<ILoggingEvent> appender) {
    AsyncAppender async = new AsyncAppender();
    async.setName("async");
    async.setContext(context);
    async.setQueueSize(QUEUED_EVENTS);
    async.setNeverBlock(true);
    async.addAppender(appender);
    async.start();
    return async;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    LogLine line = new LogLine(ZoneId.systemDefault());
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(line);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setName("stderr");
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
