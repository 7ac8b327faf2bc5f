package io.nearside.scenario.tunnel;

import static io.nearside.scenario.tunnel.TunnelScene.AGREES;
import static io.nearside.scenario.tunnel.TunnelScene.ASKS;
import static io.nearside.scenario.tunnel.TunnelScene.read;
import static org.assertj.core.api.Assertions.assertThat;

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
      java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
      agree.open();
      assertThat(client.readHead(false).status()).isEqualTo(101);
      client.shutdownOutput();
      assertThat(passed.orTimeout(3, TimeUnit.SECONDS).join()).isEqualTo(EARLY);
    }
  }

  @Test
  void aDrainDoesNotWaitForAConnectionThatSwitchesMeanwhile() throws Exception {
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
            "timeouts.drain = 5s")) {
      RawClient client = scene.client().send(ASKS);
      scene.upstream().awaitRequests(1);
      CompletableFuture<Void> drain = CompletableFuture.runAsync(() -> scene.sidecar().close());
      java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
      agree.open();
      long before = System.nanoTime();
      System.out.println("STATUS " + client.readHead(false).status());
      drain.join();
      System.out.println("DRAIN MS " + (System.nanoTime() - before) / 1_000_000);
      end.open();
    }
  }

  @Test
  void aClientThatIsGoneIsNoticedAlsoWithEarlyBytes() throws Exception {
    for (String early : new String[] {"", "x"}) {
      CompletableFuture<Long> gone = new CompletableFuture<>();
      try (TunnelScene scene =
          TunnelScene.serving(
              connection -> {
                connection.readRequest();
                connection.socket().setSoTimeout(6000);
                long before = System.nanoTime();
                try {
                  connection.rest().read();
                } catch (IOException late) {
                  // said by the time
                }
                gone.complete((System.nanoTime() - before) / 1_000_000);
              },
              "timeouts.half-closed = 1s")) {
        RawClient client = scene.client().send(ASKS + early);
        scene.upstream().awaitRequests(1);
        java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
        client.close();
        System.out.println("GONE '" + early + "' after ms " + gone.get(8, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void heldBytes() throws Exception {
    Gate end = new Gate("the end");
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              end.await();
            })) {
      RawClient client = scene.client().send(ASKS);
      scene.upstream().awaitRequests(1);
      java.nio.channels.SocketChannel ch =
          java.nio.channels.SocketChannel.open(
              new java.net.InetSocketAddress("127.0.0.1", scene.sidecar().port()));
      ch.configureBlocking(false);
      ch.write(java.nio.ByteBuffer.wrap(ASKS.getBytes()));
      long sent = 0;
      for (int i = 0; i < 200; i++) {
        sent += ch.write(java.nio.ByteBuffer.allocate(1 << 20));
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      int port = ((java.net.InetSocketAddress) ch.getLocalAddress()).getPort();
      String hex = String.format(":%04X", port);
      for (String f : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
        for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of(f))) {
          if (line.contains(hex))
            System.out.println("HELD sent " + sent + " " + line.trim().substring(0, 70));
        }
      }
      ch.close();
      end.open();
    }
  }
}
