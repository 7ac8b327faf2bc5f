package io.nearside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.config.CommandLine;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Invocation;
import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeCommandTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String... words) throws InvalidConfig {
    List<String> all = new ArrayList<>(List.of("purge"));
    all.addAll(Arrays.asList(words));
    Invocation.Purge purge = (Invocation.Purge) CommandLine.parse(all.toArray(String[]::new));
    return PurgeCommand.run(purge, environment, new PrintStream(out), new PrintStream(err));
  }

  private int run(Sidecar sidecar, String... words) throws InvalidConfig {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--admin=127.0.0.1:" + sidecar.adminPort();
    return run(Map.of(), all);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static ScriptedUpstream upstream() throws IOException {
    return ScriptedUpstream.answering(
        request -> ScriptedUpstream.response(200, "x", "Cache-Control: max-age=60"));
  }

  @Test
  void itPurgesAndSaysWhere() throws Exception {
    try (ScriptedUpstream upstream = upstream();
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.get("/a");
      assertThat(run(sidecar, "--url", "http://test/a", "--tag=t", "--soft")).isZero();
      assertThat(out()).matches("purged url http://test/a, tag t softly at \\d{13}-\\d+\\R");
      assertThat(err()).isEmpty();

      assertThat(run(sidecar, "--all", "--wait")).isZero();
      client.get("/a");
      assertThat(upstream.requestCount()).isEqualTo(2);
    }
  }

  @Test
  void withRedisItSaysWhenItHoldsEverywhere() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        ScriptedUpstream upstream = upstream();
        Sidecar sidecar =
            Sidecar.start(
                upstream.port(),
                "redis { uri = \"" + redis.uri() + "\", append-timeout = 5s }",
                "purge.max-lag = 150ms")) {
      sidecar.awaitRedis();
      assertThat(run(sidecar, "--all")).isZero();
      assertThat(run(sidecar, "--all", "--wait")).isZero();
      assertThat(out().lines().toList().get(0)).endsWith(", in every sidecar after at most 150 ms");
      assertThat(out().lines().toList().get(1)).endsWith(", in every sidecar");
    }
  }

  @Test
  void whatIsNotAppendedYetIsSaid() throws Exception {
    try (ScriptedUpstream upstream = upstream();
        Sidecar sidecar = Sidecar.start(upstream.port(), "redis.uri = \"redis://127.0.0.1:1\"")) {
      assertThat(run(sidecar, "--all", "--wait")).isEqualTo(1);
      assertThat(out()).isEmpty();
      assertThat(err()).contains("purged everything, not appended yet: Redis did not take it");
    }
  }

  @Test
  void aTargetThatIsWrongIsAnErrorOfTheUser() throws Exception {
    try (ScriptedUpstream upstream = upstream();
        Sidecar sidecar = Sidecar.start(upstream.port(), "routes = [{ match = \"/items/**\" }]")) {
      assertThat(run(sidecar, "--route", "/itens/**")).isEqualTo(2);
      assertThat(err()).contains("did you mean \"/items/**\"?");
      assertThat(out()).isEmpty();
    }
  }

  @Test
  void theTokenComesFromTheFlagTheEnvironmentOrTheFile() throws Exception {
    try (ScriptedUpstream upstream = upstream();
        Sidecar sidecar = Sidecar.start(upstream.port(), "admin.token = right")) {
      String admin = "127.0.0.1:" + sidecar.adminPort();
      Path conf = directory.resolve("nearside.conf");
      Files.writeString(conf, "nearside.admin { listen = \"%s\", token = right }".formatted(admin));

      assertThat(run(Map.of(), "--all", "--admin", admin)).isEqualTo(1);
      assertThat(err()).contains("a token is needed");
      assertThat(run(Map.of(), "--all", "--admin", admin, "--token", "right")).isZero();
      assertThat(run(Map.of(PurgeCommand.TOKEN_VARIABLE, "right"), "--all", "--admin", admin))
          .isZero();
      assertThat(run(Map.of(), "--all", "--conf", conf.toString())).isZero();
      assertThat(
              run(Map.of(PurgeCommand.TOKEN_VARIABLE, "wrong"), "--all", "--conf", conf.toString()))
          .isEqualTo(1);
      assertThat(
              run(
                  Map.of(PurgeCommand.TOKEN_VARIABLE, "wrong"),
                  "--all",
                  "--token=right",
                  "--conf",
                  conf.toString()))
          .isZero();
      assertThat(out() + err()).doesNotContain("right").doesNotContain("wrong");
    }
  }

  @Test
  void aListenerOnAllAddressesIsReachedHere() throws Exception {
    try (ScriptedUpstream upstream = upstream();
        Sidecar sidecar = Sidecar.start(upstream.port(), "admin.token = right")) {
      for (String any : List.of("0.0.0.0", "", "[::]")) {
        assertThat(
                run(
                    Map.of(),
                    "--all",
                    "--token=right",
                    "--admin=" + any + ":" + sidecar.adminPort()))
            .isZero();
      }
    }
  }

  @Test
  void nobodyThereIsSaidWithWhatToDo() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    assertThat(run(Map.of(), "--all", "--admin", "127.0.0.1:" + port)).isEqualTo(1);
    assertThat(err())
        .contains("cannot reach the admin listener at 127.0.0.1:" + port)
        .contains("is the sidecar running? --admin HOST:PORT");
  }

  @Test
  void anotherServerThereIsSaid() throws Exception {
    try (ScriptedUpstream other = upstream()) {
      assertThat(run(Map.of(), "--all", "--admin", "127.0.0.1:" + other.port())).isEqualTo(1);
      assertThat(err()).contains("answers 200, but not as the admin listener of Nearside");
    }
  }

  @Test
  void aWrongAddressOrFileIsAnErrorOfTheConfiguration() {
    assertThatThrownBy(() -> run(Map.of(), "--all", "--admin", "nowhere"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("--admin nowhere: not HOST:PORT");
    assertThatThrownBy(() -> run(Map.of(), "--all", "--conf", "/no/such/file"))
        .isInstanceOf(InvalidConfig.class);
  }

  @Test
  void aFreePortHasToBeNamed() throws Exception {
    assertThat(run(Map.of(), "--all", "--admin", "127.0.0.1:0")).isEqualTo(2);
    assertThat(err()).contains("say which with --admin HOST:PORT");
  }
}
