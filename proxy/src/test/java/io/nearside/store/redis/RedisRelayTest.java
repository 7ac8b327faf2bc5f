package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a relay lets through, against a real server. */
class RedisRelayTest {
  private static final RedisProcess REDIS = RedisProcess.start();
  private final RedisRelay relay = RedisRelay.to(REDIS);

  @AfterAll
  static void stopRedis() {
    REDIS.close();
  }

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void itLetsThrough() throws IOException {
    try (Socket client = connect()) {
      assertThat(ping(client)).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void stalledBytesComeLater() throws IOException {
    try (Socket client = connect()) {
      relay.stallReplies();
      client.setSoTimeout(50);
      assertThatThrownBy(() -> ping(client)).isInstanceOf(SocketTimeoutException.class);
      client.setSoTimeout(10_000);
      relay.flow();
      assertThat(read(client)).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void aCutEndsConnectionsAndNewOnes() throws IOException {
    try (Socket client = connect()) {
      assertThat(ping(client)).isEqualTo("+PONG\r\n");
      relay.cut();
      expectEnd(client);
    }
    try (Socket client = connect()) {
      expectEnd(client);
    }
    relay.restore();
    try (Socket client = connect()) {
      assertThat(ping(client)).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void whatWaitsInACutConnectionNeverArrives() throws IOException {
    try (Socket client = connect()) {
      assertThat(ping(client)).isEqualTo("+PONG\r\n");
      relay.stallRequests();
      client.getOutputStream().write("SET lost 1\r\n".getBytes(StandardCharsets.US_ASCII));
      relay.cut();
      expectEnd(client);
    }
    relay.restore();
    try (Socket client = connect()) {
      assertThat(ping(client)).isEqualTo("+PONG\r\n");
    }
    assertThat(REDIS.command("EXISTS", "lost")).isEqualTo("0");
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** An orderly end or a reset. */
  private static void expectEnd(Socket client) throws IOException {
    try {
      assertThat(client.getInputStream().read()).isNegative();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  private static String ping(Socket client) throws IOException {
    client.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
    return read(client);
  }

  private static String read(Socket client) throws IOException {
    return new String(client.getInputStream().readNBytes(7), StandardCharsets.US_ASCII);
  }
}
