package io.nearside.scenario.tunnel;

import static io.nearside.scenario.tunnel.TunnelScene.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What passes through a tunnel, how fast, and how it ends. */
@ExtendWith(BufferLeaks.class)
class TunnelTrafficTest {
  private static final int PIECE = 64 * 1024;
  private static final long MUCH = 160L * PIECE;
  private static final long TOO_MUCH = 1600L * PIECE;

  /**
   * What the buffers of four sockets and our own may hold: the kernel lets that of one that was
   * read fast grow to 32 MiB.
   */
  private static final long BOUND = 48L * 1024 * 1024;

  private static byte at(long position) {
    return (byte) (position * 31 + position / 251);
  }

  private static void write(OutputStream out, long bytes, AtomicLong written) throws IOException {
    byte[] piece = new byte[PIECE];
    while (written.get() < bytes) {
      for (int i = 0; i < PIECE; i++) {
        piece[i] = at(written.get() + i);
      }
      out.write(piece);
      written.addAndGet(PIECE);
    }
  }

  private static void expect(InputStream in, long bytes) throws IOException {
    long position = 0;
    while (position < bytes) {
      byte[] piece = in.readNBytes(PIECE);
      assertThat(piece).hasSize(PIECE);
      for (byte next : piece) {
        if (next != at(position++)) {
          throw new AssertionError("another byte at " + (position - 1));
        }
      }
    }
  }

  private static CompletableFuture<Void> writing(OutputStream out, long bytes, AtomicLong written) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            write(out, bytes, written);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** Returns when the number has not changed for a while. */
  private static long standing(AtomicLong number) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> number.get() > 0 && last.getAndSet(number.get()) == number.get());
    return number.get();
  }

  private static void ignoreReset(InputStream in) throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      // An end like any other.
    }
  }

  @Test
  void muchPassesBothWaysAtOnceUnchanged() throws Exception {
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              OutputStream out = connection.socket().getOutputStream();
              CompletableFuture<Void> writes = writing(out, MUCH, new AtomicLong());
              expect(connection.rest(), MUCH);
              writes.join();
              connection.rest().read();
            })) {
      RawClient client = scene.switched();
      CompletableFuture<Void> writes =
          writing(client.socket().getOutputStream(), MUCH, new AtomicLong());
      expect(client.rest(), MUCH);
      writes.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aClientThatDoesNotReadStopsTheUpstream() throws IOException {
    AtomicLong written = new AtomicLong();
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> write(connection.socket().getOutputStream(), TOO_MUCH, written))) {
      RawClient client = scene.switched();
      assertThat(standing(written)).isLessThan(BOUND);
      expect(client.rest(), TOO_MUCH);
      client.expectClosed();
    }
  }

  @Test
  void anUpstreamThatDoesNotReadStopsTheClient() throws Exception {
    AtomicLong written = new AtomicLong();
    Gate reads = new Gate("the upstream reads");
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              connection.socket().setReceiveBufferSize(PIECE);
              reads.await();
              expect(connection.rest(), TOO_MUCH);
              connection.write("all");
            })) {
      RawClient client = scene.switched();
      CompletableFuture<Void> writes =
          writing(client.socket().getOutputStream(), TOO_MUCH, written);
      assertThat(standing(written)).isLessThan(BOUND);
      reads.open();
      writes.get(30, TimeUnit.SECONDS);
      assertThat(read(client, 3)).isEqualTo("all");
    }
  }

  @Test
  void aClientThatSendsNoMoreStillReceives() throws IOException {
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              assertThat(new String(connection.rest().readAllBytes())).isEqualTo("bye");
              connection.write("see you");
            })) {
      RawClient client = scene.switched().send("bye").shutdownOutput();
      assertThat(client.readToEnd()).isEqualTo("see you");
    }
  }

  @Test
  void anUpstreamThatSendsNoMoreStillReceives() throws IOException {
    Gate received = new Gate("the upstream has it");
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              connection.write("bye");
              connection.shutdownOutput();
              assertThat(new String(connection.rest().readAllBytes())).isEqualTo("see you");
              received.open();
            })) {
      RawClient client = scene.switched();
      assertThat(client.readToEnd()).isEqualTo("bye");
      client.send("see you").shutdownOutput();
      received.await();
    }
  }

  @Test
  void whereNothingPassesBothAreClosed() throws IOException {
    Gate closed = new Gate("the upstream's connection is closed");
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              ignoreReset(connection.rest());
              closed.open();
            },
            "timeouts.stream = 200ms")) {
      scene.switched().expectClosed();
      closed.await();
    }
  }

  @Test
  void whereTheUpstreamDiesTheClientIsClosed() throws IOException {
    Gate dies = new Gate("the upstream dies");
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              dies.await();
              connection.reset();
            })) {
      RawClient client = scene.switched();
      dies.open();
      client.expectClosed();
    }
  }

  @Test
  void whereTheClientDiesTheUpstreamIsClosed() throws IOException {
    Gate closed = new Gate("the upstream's connection is closed");
    try (TunnelScene scene =
        TunnelScene.agreeing(
            connection -> {
              ignoreReset(connection.rest());
              closed.open();
            })) {
      scene.switched().reset();
      closed.await();
    }
  }

  @Test
  void whereTheClientLeavesBeforeThe101TheUpstreamIsClosed() throws IOException {
    Gate closed = new Gate("the upstream's connection is closed");
    try (TunnelScene scene =
        TunnelScene.serving(
            (Connection connection) -> {
              connection.readRequest();
              ignoreReset(connection.rest());
              closed.open();
            })) {
      RawClient client = scene.client().send(TunnelScene.ASKS);
      scene.upstream().awaitRequests(1);
      client.reset();
      closed.await();
    }
  }
}
