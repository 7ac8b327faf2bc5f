package io.nearside.scenario.tunnel;

import static io.nearside.scenario.tunnel.TunnelScene.AGREES;
import static io.nearside.scenario.tunnel.TunnelScene.ASKS;
import static io.nearside.scenario.tunnel.TunnelScene.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request for another protocol that had to wait for the answer before it. */
@ExtendWith(BufferLeaks.class)
class PipelinedSwitchTest {
  private static final String EARLY = "GET /early HTTP/1.1\r\nHost: t\r\n\r\nrest";

  @Test
  void whatComesBehindAPipelinedSwitchIsNotReadAsHttp() throws IOException {
    Gate slow = new Gate("the slow answer");
    Gate agree = new Gate("the switch");
    CompletableFuture<String> passed = new CompletableFuture<>();
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              Request next = connection.readRequest();
              while (next != null && next.target().equals("/slow")) {
                slow.await();
                connection.write(ScriptedUpstream.response(200, "slow"));
                next = connection.readRequest();
              }
              agree.await();
              connection.write(AGREES);
              connection.socket().setSoTimeout(2000);
              passed.complete(read(connection, EARLY.length()));
            })) {
      RawClient client = scene.client();
      client.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n" + ASKS + EARLY);
      scene.upstream().awaitRequests(1);
      slow.open();
      assertThat(client.readResponse().text()).isEqualTo("slow");
      scene.upstream().awaitRequests(2);
      agree.open();
      assertThat(client.readHead(false).status()).isEqualTo(101);
      client.shutdownOutput();
      assertThat(passed.orTimeout(3, TimeUnit.SECONDS).join()).isEqualTo(EARLY);
    }
  }

  @Test
  void aDrainDoesNotWaitForAConnectionThatSwitchesMeanwhile() throws IOException {
    Gate agree = new Gate("the switch");
    Gate end = new Gate("the end");
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              agree.await();
              connection.write(AGREES);
              end.await();
            },
            "timeouts.drain = 1h")) {
      RawClient client = scene.client().send(ASKS);
      scene.upstream().awaitRequests(1);
      CompletableFuture<Void> drain = CompletableFuture.runAsync(() -> scene.sidecar().close());
      // Nobody is let in any more.
      await().until(() -> isRefused(scene));
      agree.open();
      assertThat(client.readHead(false).status()).isEqualTo(101);
      drain.orTimeout(20, TimeUnit.SECONDS).join();
      end.open();
    }
  }

  private static boolean isRefused(TunnelScene scene) {
    try (RawClient late = RawClient.connect(scene.sidecar().port())) {
      late.send(ASKS);
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x"})
  void aClientThatIsGoneIsNoticedAlsoWithEarlyBytes(String early) throws IOException {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              ended.complete(connection.rest().read());
            },
            "timeouts.half-closed = 200ms")) {
      RawClient client = scene.client().send(ASKS + early);
      scene.upstream().awaitRequests(1);
      client.shutdownOutput();
      assertThat(ended.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(-1);
    }
  }
}
