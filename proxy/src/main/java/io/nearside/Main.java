package io.nearside;

import ch.qos.logback.classic.LoggerContext;
import io.nearside.config.CommandLine;
import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Invocation;
import io.nearside.config.Loaded;
import io.nearside.config.Overrides;
import io.nearside.config.Settings;
import io.nearside.config.Summary;
import io.nearside.demo.DemoBackend;
import io.nearside.demo.DemoGuide;
import io.nearside.demo.DemoVisitor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The command line. Answers go to standard output, errors to standard error with exit code 2 for
 * what the user wrote and 1 for what the machine refused.
 */
public final class Main {
  private static final int USER_ERROR = 2;
  private static final int MACHINE_ERROR = 1;

  private Main() {}

  public static void main(String[] args) {
    leaveOutFlightRecorder();
    // Each sampled buffer costs a stack trace; the tests look for leaks, in every buffer.
    setDefault("io.netty.leakDetection.level", "disabled");
    // Pieces of 1 MiB in place of 4: Java fills each with zeros, so all of it is resident at once.
    setDefault("io.netty.allocator.maxOrder", "7");
    int status = run(CommandLine.parse(args), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Its events: nobody looks, and they would start it with the first request. */
  static void leaveOutFlightRecorder() {
    setDefault("io.lettuce.core.jfr", "false");
    setDefault("io.netty.jfr.enabled", "false");
  }

  private static void setDefault(String property, String value) {
    System.setProperty(property, System.getProperty(property, value));
  }

  private static int run(Invocation invocation, PrintStream out, PrintStream err) {
    try {
      if (invocation instanceof Invocation.Help help) {
        out.println(help.text());
      } else if (invocation instanceof Invocation.Version) {
        out.println("nearside " + version());
      } else if (invocation instanceof Invocation.Usage usage) {
        err.println(usage.message());
        return USER_ERROR;
      } else if (invocation instanceof Invocation.Check check) {
        check(check, out, err);
      } else if (invocation instanceof Invocation.Run run) {
        Nearside started =
            Nearside.start(
                load(run.conf(), run.overrides(), err), new LoggedFailures(System::nanoTime));
        untilStopped(started::close);
      } else if (invocation instanceof Invocation.Purge purge) {
        return PurgeCommand.run(purge, System.getenv(), out, err);
      } else if (invocation instanceof Invocation.Demo demo) {
        demo(demo.overrides(), out, err);
      }
      return 0;
    } catch (InvalidConfig invalid) {
      err.println(invalid.getMessage());
      return USER_ERROR;
    } catch (IOException refused) {
      err.println(refused.getMessage());
      return MACHINE_ERROR;
    }
  }

  private static Settings load(@Nullable Path conf, Overrides overrides, PrintStream err)
      throws InvalidConfig {
    Loaded loaded = ConfigLoader.load(conf, overrides);
    loaded.warnings().forEach(warning -> err.println("warning: " + warning));
    return loaded.settings();
  }

  private static void check(Invocation.Check check, PrintStream out, PrintStream err)
      throws InvalidConfig {
    out.println(Summary.of(load(check.conf(), check.overrides(), err)));
  }

  private static void demo(Overrides overrides, PrintStream out, PrintStream err)
      throws InvalidConfig, IOException {
    DemoBackend backend = DemoBackend.start(0);
    Overrides before = overrides.withUpstream("http://127.0.0.1:" + backend.port());
    Path rules = demoRules();
    Nearside started;
    try {
      started = Nearside.start(load(rules, before, err), new LoggedFailures(System::nanoTime));
    } finally {
      Files.deleteIfExists(rules);
    }
    DemoVisitor.visit(started.address().getPort());
    out.print(DemoGuide.text(started.address().getPort(), backend.port()));
    out.flush();
    untilStopped(
        () -> {
          started.close();
          backend.close();
        });
  }

  /** A file with the demo's rules, to be deleted when it was read. */
  static Path demoRules() throws IOException {
    return Files.write(Files.createTempFile("nearside-demo", ".conf"), resource("demo.conf"));
  }

  /** Waits for SIGTERM or SIGINT, stops, and lets the process end with 0. */
  private static void untilStopped(Runnable stop) {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Runnable ask =
        () -> {
          asked.countDown();
          // Where this thread ends the process ends with 143, whatever we say.
          awaitUninterruptibly(never);
        };
    Runtime.getRuntime().addShutdownHook(new Thread(ask, "stop"));
    if (Boolean.getBoolean("nearside.ends-with-parent")) {
      // Maven leaves what it has started behind when a signal reaches Maven alone.
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(asked::countDown));
    }
    awaitUninterruptibly(asked);
    int status = MACHINE_ERROR;
    try {
      stop.run();
      status = 0;
    } finally {
      end(status);
    }
  }

  /** Ends the process whatever happens: the hook that waits would keep it for ever. */
  private static void end(int status) {
    try {
      flushLogs();
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  /** The log is written by a thread of its own, which must come to its end. */
  private static void flushLogs() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      logback.stop();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException again) {
        // Nobody interrupts these threads on purpose.
      }
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Main.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the jar");
      }
      return in.readAllBytes();
    }
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    properties.load(new ByteArrayInputStream(resource("nearside-version.properties")));
    return properties.getProperty("version", "unknown");
  }
}
