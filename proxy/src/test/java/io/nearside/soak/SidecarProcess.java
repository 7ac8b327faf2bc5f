package io.nearside.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A sidecar in a process of its own, on free ports of 127.0.0.1, and what it takes and logs. */
final class SidecarProcess implements AutoCloseable {
  private static final long START_SECONDS = 60;
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+), .* admin on 127\\.0\\.0\\.1:(\\d+)");

  private final int upstreamPort;
  private final Path conf;
  private final Process process;
  private final List<String> log = new ArrayList<>();
  private final CompletableFuture<Matcher> bound = new CompletableFuture<>();
  private final Writer questions;
  private final BufferedReader answers;
  private final int port;
  private final int adminPort;

  private SidecarProcess(int upstreamPort, List<String> options, List<String> settings)
      throws IOException {
    this.upstreamPort = upstreamPort;
    conf = Files.createTempFile("nearside-soak", ".conf");
    Files.writeString(conf, "nearside {\n" + String.join("\n", settings) + "\n}\n");
    process = new ProcessBuilder(commandLine(options)).start();
    questions = process.outputWriter();
    answers = process.inputReader();
    Thread reader = new Thread(this::readLog, "reads the sidecar's log");
    reader.setDaemon(true);
    reader.start();
    try {
      Matcher listening = bound.get(START_SECONDS, TimeUnit.SECONDS);
      port = Integer.parseInt(listening.group(1));
      adminPort = Integer.parseInt(listening.group(2));
    } catch (ExecutionException | InterruptedException | TimeoutException failed) {
      close();
      throw new AssertionError("the sidecar did not start: " + lines(line -> true), failed);
    }
  }

  /**
   * One that listens.
   *
   * @param options for the JVM
   * @param settings what stands within {@code nearside { }}
   */
  static SidecarProcess start(int upstreamPort, List<String> options, List<String> settings)
      throws IOException {
    return new SidecarProcess(upstreamPort, options, settings);
  }

  private List<String> commandLine(List<String> options) {
    List<String> line = new ArrayList<>();
    line.add(System.getProperty("java.home") + "/bin/java");
    // Not the tests' log: of a file that is not there the sidecar's own takes the place.
    line.addAll(List.of("-Dlogback.configurationFile=none", "-cp", classPath()));
    if (Runtime.version().feature() >= 24) {
      // The jar's manifest says so; on a class path Java would complain, in the log that is looked
      // at.
      line.add("--enable-native-access=ALL-UNNAMED");
    }
    line.addAll(options);
    line.addAll(List.of(MeasuredMain.class.getName(), "--conf", conf.toString()));
    line.addAll(List.of("--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"));
    line.addAll(List.of("--upstream", "http://127.0.0.1:" + upstreamPort));
    return line;
  }

  /** Ours, also where a build tool has loaded us. */
  private static String classPath() {
    if (SidecarProcess.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(URL::getPath)
          .collect(Collectors.joining(System.getProperty("path.separator")));
    }
    return System.getProperty("java.class.path");
  }

  private void readLog() {
    try (BufferedReader lines = process.errorReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.add(line);
        }
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          bound.complete(listening);
        }
      }
    } catch (IOException ended) {
      // as at the end of the log
    }
    bound.completeExceptionally(new AssertionError("it ended"));
  }

  /** The port for clients. */
  int port() {
    return port;
  }

  /** The admin port. */
  int adminPort() {
    return adminPort;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The lines of its log that are like this. */
  List<String> lines(Predicate<String> which) {
    synchronized (log) {
      return log.stream().filter(which).toList();
    }
  }

  /** What it takes now. */
  Measure measure() {
    return ask(MeasuredMain.MEASURE);
  }

  /** What it takes once garbage is collected. */
  Measure measureCollected() {
    return ask(MeasuredMain.COLLECT);
  }

  private synchronized Measure ask(String question) {
    try {
      questions.write(question + "\n");
      questions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("the sidecar has died: " + lines(line -> true));
      }
      String[] figures = answer.split(" ");
      OpenSockets open = OpenSockets.of(process.pid());
      return new Measure(
          Long.parseLong(figures[0]),
          Long.parseLong(figures[1]),
          Long.parseLong(figures[2]),
          Integer.parseInt(figures[3]),
          OpenSockets.rssBytes(process.pid()),
          open.fds(),
          open.count(tcp -> tcp.localPort() == port),
          open.count(tcp -> tcp.remotePort() == upstreamPort));
    } catch (IOException failed) {
      throw new UncheckedIOException("the sidecar has died: " + lines(line -> true), failed);
    }
  }

  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
      Files.deleteIfExists(conf);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
