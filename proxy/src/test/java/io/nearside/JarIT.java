package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it ships: started as a process of its own, told what to do as a user tells it. */
class JarIT {
  private static final String JAVA = System.getProperty("java.home") + "/bin/java";
  private static final String JAR = System.getProperty("nearside.jar");
  private static final Pattern LISTENING =
      Pattern.compile(
          "listening on 127\\.0\\.0\\.1:(\\d+), upstream .* admin on 127\\.0\\.0\\.1:(\\d+)");

  private final List<Started> started = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void end() throws Exception {
    for (Started process : started) {
      process.process.destroyForcibly().waitFor();
    }
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    Ended ended = run("--version");
    assertThat(ended.status).isZero();
    assertThat(ended.out).matches("nearside \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void helpNamesTheCommandsAndFlags() throws Exception {
    Ended ended = run("--help");
    assertThat(ended.status).isZero();
    assertThat(ended.out).contains("run", "check", "demo", "--listen", "--upstream", "--redis");
  }

  @Test
  void aMistakeInTheConfigurationStopsTheStartWithItsLine() throws Exception {
    Path conf = directory.resolve("nearside.conf");
    Files.writeString(conf, "nearside {\n  timeuots { idle = 60s }\n  near.max-size = lots\n}\n");
    Ended ended = run("--conf", conf.toString(), "--upstream", "http://127.0.0.1:1");
    assertThat(ended.status).isEqualTo(2);
    assertThat(ended.err)
        .contains(conf + ":2: nearside.timeuots", "did you mean \"timeouts\"?")
        .contains(conf + ":3: nearside.near.max-size", "lots");
    assertThat(ended.out).isEmpty();
  }

  @Test
  void aPortThatIsTakenStopsTheStart() throws Exception {
    try (ScriptedUpstream taken = upstream(request -> "x")) {
      Ended ended =
          run(
              "--listen",
              "127.0.0.1:" + taken.port(),
              "--admin",
              "127.0.0.1:0",
              "--upstream",
              "http://127.0.0.1:1");
      assertThat(ended.status).isEqualTo(1);
      assertThat(ended.err).contains("cannot listen on 127.0.0.1:" + taken.port());
    }
  }

  @Test
  void aRedisThatIsAwayDelaysNothing() throws Exception {
    try (ScriptedUpstream upstream = upstream(request -> "from the backend")) {
      Started sidecar = start(upstream, "--redis", "redis://127.0.0.1:1");
      try (RawClient client = RawClient.connect(sidecar.port);
          RawClient admin = RawClient.connect(sidecar.adminPort)) {
        assertThat(client.get("/x").text()).isEqualTo("from the backend");
        assertThat(client.get("/x").header("Cache-Status")).contains("hit");
        assertThat(admin.get("/readyz").text()).contains("\"redis\":\"down\"");
      }
    }
  }

  @Test
  void aPurgeIsOrderedFromTheCommandLine() throws Exception {
    try (ScriptedUpstream upstream = upstream(request -> "from the backend")) {
      Started sidecar = start(upstream);
      try (RawClient client = RawClient.connect(sidecar.port)) {
        client.get("/x");
        String admin = "--admin=127.0.0.1:" + sidecar.adminPort;
        Ended ended = run("purge", "--prefix", "http://test/", admin);
        assertThat(ended.out).matches("purged prefix http://test/ at \\d{13}-\\d+\\R");
        assertThat(ended.err).isEmpty();
        assertThat(ended.status).isZero();
        assertThat(client.get("/x").header("Cache-Status")).contains("fwd=");
        assertThat(run("purge", admin).status).isEqualTo(2);
      }
      assertThat(run("purge", "--all", "--admin=127.0.0.1:1").status).isEqualTo(1);
    }
  }

  @Test
  void whatIsInFlightIsFinishedBeforeTheProcessEndsWithZero() throws Exception {
    Gate gate = new Gate("the backend's answer");
    try (ScriptedUpstream upstream =
        upstream(
            request -> {
              gate.await();
              return "late";
            })) {
      Started sidecar = start(upstream);
      try (RawClient client = RawClient.connect(sidecar.port)) {
        client.request("GET", "/slow");
        gate.awaitArrival();
        sidecar.process.destroy();
        await().until(() -> refuses(sidecar.port));
        gate.open();
        Response answer = client.readResponse();
        assertThat(answer.text()).isEqualTo("late");
        assertThat(answer.header("Connection")).isEqualTo("close");
      }
      assertThat(sidecar.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(sidecar.process.exitValue()).isZero();
    }
  }

  @Test
  void aRehearsalLeavesAnArchiveThatTheNextStartMaps() throws Exception {
    Ended rehearsal =
        ended(List.of(JAVA, "-cp", JAR, "io.nearside.Rehearsal", directory.toString()));
    assertThat(rehearsal.status).as(rehearsal.err).isZero();
    assertThat(startWithArchive("-Xlog:class+load").out)
        .containsPattern("io\\.nearside\\.Main source: shared objects file")
        // All that an AOT cache has is loaded at once: who has no Redis would keep it resident.
        .doesNotContain("io.lettuce.", "reactor.")
        .contains("nearside ");
    try (DirectoryStream<Path> written = Files.newDirectoryStream(directory, "nearside.*")) {
      for (Path archive : written) {
        Files.delete(archive);
      }
    }
    Ended without = startWithArchive("-Dany=thing");
    assertThat(without.status).isZero();
    assertThat(without.out).matches("nearside \\S+\\R");
  }

  private Ended startWithArchive(String option) throws Exception {
    String options = "@" + directory.resolve("java.options");
    return ended(List.of(JAVA, options, option, "-jar", JAR, "--version"));
  }

  @Test
  void aRehearsalThatFailsSaysSoAndLeavesNoArchive() throws Exception {
    List<String> command = List.of(JAVA, "-cp", JAR, "io.nearside.Rehearsal", directory.toString());
    ProcessBuilder failing = new ProcessBuilder(command);
    // There the second process has no room for its rules.
    failing.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + directory.resolve("none"));
    assertThat(ended(failing.start()).status).isNotZero();
    assertThat(directory.resolve("java.options")).isEmptyFile();
    assertThat(directory).isDirectoryNotContaining("glob:**nearside.*");
  }

  @Test
  void aLogConfigurationThatIsNotThereChangesNothing() throws Exception {
    String nowhere = "-Dlogback.configurationFile=" + directory.resolve("none.xml");
    Ended ended = ended(List.of(JAVA, nowhere, "-cp", JAR, "io.nearside.Rehearsal"));
    assertThat(ended.status).isZero();
    assertThat(ended.err).containsPattern("INFO +\\[main\\] Nearside listening on");
    assertThat(ended.out).isEmpty();
  }

  @Test
  void whoHasALogConfigurationOnTheClassPathGetsThat() throws Exception {
    Files.writeString(
        directory.resolve("logback.xml"),
        """
        <configuration>
          <appender name="own" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>OWN %msg%n</pattern></encoder>
          </appender>
          <root level="INFO"><appender-ref ref="own"/></root>
        </configuration>
        """);
    String path = directory + System.getProperty("path.separator") + JAR;
    Ended ended = ended(List.of(JAVA, "-cp", path, "io.nearside.Rehearsal"));
    assertThat(ended.status).isZero();
    assertThat(ended.out).contains("OWN listening on");
    assertThat(ended.err).doesNotContain("listening");
  }

  @Test
  void theDemoAnswersFromItsCacheTheSecondTime() throws Exception {
    Started demo = launch("demo", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0");
    try (RawClient client = RawClient.connect(demo.port)) {
      Response first = client.get("/catalog");
      Response second = client.get("/catalog");
      assertThat(first.header("Cache-Status")).contains("fwd=uri-miss", "stored");
      assertThat(second.header("Cache-Status")).contains("hit");
      assertThat(second.header("X-Backend-Reads")).isEqualTo(first.header("X-Backend-Reads"));
      assertThat(second.body()).isEqualTo(first.body());
    }
  }

  private static ScriptedUpstream upstream(Function<Request, String> body) throws IOException {
    return ScriptedUpstream.answering(
        request ->
            ScriptedUpstream.response(200, body.apply(request), "Cache-Control: max-age=60"));
  }

  private static boolean refuses(int port) {
    try (RawClient client = RawClient.connect(port)) {
      return false;
    } catch (IOException | AssertionError refused) {
      return true;
    }
  }

  // Processes.

  private record Ended(int status, String out, String err) {}

  private static final class Started {
    final Process process;
    final CompletableFuture<Void> bound = new CompletableFuture<>();
    volatile int port;
    volatile int adminPort;

    Started(Process process) {
      this.process = process;
      Thread reader = new Thread(this::read, "reads what the sidecar logs");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (var lines = process.errorReader()) {
        String line;
        StringBuilder all = new StringBuilder();
        while ((line = lines.readLine()) != null) {
          all.append(line).append('\n');
          Matcher listening = LISTENING.matcher(line);
          if (listening.find()) {
            port = Integer.parseInt(listening.group(1));
            adminPort = Integer.parseInt(listening.group(2));
            bound.complete(null);
          }
        }
        bound.completeExceptionally(new AssertionError("ended before it listened: " + all));
      } catch (IOException closed) {
        bound.completeExceptionally(closed);
      }
    }
  }

  private static Process process(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx64m", "-jar", JAR));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).start();
  }

  private static Ended run(String... args) throws Exception {
    return ended(process(args));
  }

  private static Ended ended(List<String> command) throws Exception {
    return ended(new ProcessBuilder(command).start());
  }

  private static Ended ended(Process process) throws Exception {
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, err.get());
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private Started start(ScriptedUpstream upstream, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--upstream", upstream.url()));
    args.addAll(List.of(more));
    return launch(args.toArray(String[]::new));
  }

  private Started launch(String... args) throws Exception {
    Started process = new Started(process(args));
    started.add(process);
    process.bound.get(Duration.ofSeconds(60).toSeconds(), TimeUnit.SECONDS);
    return process;
  }
}
