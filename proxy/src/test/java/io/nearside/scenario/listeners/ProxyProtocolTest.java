package io.nearside.scenario.listeners;

import static io.nearside.scenario.listeners.ProxyHeaders.naming;
import static io.nearside.scenario.listeners.ProxyHeaders.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of proxies that say whom they are from. */
@ExtendWith(BufferLeaks.class)
@Timeout(30)
class ProxyProtocolTest {
  private static final String TEXT = "PROXY TCP4 192.0.2.1 198.51.100.9 56324 443\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";

  private static ListenersScene scene(String... conf) throws IOException {
    return new ListenersScene(
        "listen = [ { address = \"127.0.0.1:0\", proxy-protocol = [127.0.0.0/8], "
            + String.join(", ", conf)
            + " } ]");
  }

  private static String told(ListenersScene scene, String header) throws IOException {
    return scene.client(0).send(header + GET).readResponse().text();
  }

  @Test
  void theUpstreamIsToldTheClientThatIsNamed() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      assertThat(told(scene, TEXT)).isEqualTo("192.0.2.1 http");
      assertThat(told(scene, "PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n"))
          .isEqualTo("2001:db8:0:0:0:0:0:1 http");
      assertThat(told(scene, naming("192.0.2.7"))).isEqualTo("192.0.2.7 http");
      assertThat(told(scene, naming("2001:db8::7"))).isEqualTo("2001:db8:0:0:0:0:0:7 http");
    }
  }

  @Test
  void whereNobodyIsNamedTheConnectionsAddressCounts() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      assertThat(told(scene, "PROXY UNKNOWN\r\n")).isEqualTo("127.0.0.1 http");
      assertThat(told(scene, ProxyHeaders.binary(ProxyHeaders.LOCAL, 0, "")))
          .isEqualTo("127.0.0.1 http");
    }
  }

  @Test
  void aClientOfAUnixDomainSocketHasNoAddress() throws IOException {
    try (ListenersScene scene = scene("trusted-proxies = [\"unix:\", 127.0.0.1]")) {
      String unix = ProxyHeaders.binary(ProxyHeaders.PROXY, 0x31, "/a".repeat(108));
      assertThat(told(scene, unix)).isEqualTo("unknown http");
    }
  }

  @Test
  void aClientWhoseConnectionIsEncryptedUsesHttps() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      assertThat(told(scene, naming("192.0.2.1", record(0x20, "\u0001\0\0\0\0"))))
          .isEqualTo("192.0.2.1 https");
      assertThat(told(scene, naming("192.0.2.1", record(0x20, "\u0000\0\0\0\0"))))
          .isEqualTo("192.0.2.1 http");
    }
  }

  @Test
  void onlyTheNamedClientIsAskedWhetherItIsTrusted() throws IOException {
    try (ListenersScene scene = scene("trusted-proxies = [192.0.2.1, 127.0.0.1]")) {
      String get = "GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n";
      assertThat(scene.client(0).send(TEXT + get).readResponse().text())
          .isEqualTo("203.0.113.5, 192.0.2.1 http");
      assertThat(scene.client(0).send(naming("192.0.2.2") + get).readResponse().text())
          .isEqualTo("192.0.2.2 http");
    }
  }

  @Test
  void aHeaderIsReadByteByByte() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      for (String header : new String[] {TEXT, naming("192.0.2.1", record(4, "x"))}) {
        RawClient client = scene.client(0);
        for (char one : (header + GET).toCharArray()) {
          client.send(String.valueOf(one));
        }
        assertThat(client.readResponse().text()).isEqualTo("192.0.2.1 http");
        assertThat(client.get("/").text()).isEqualTo("192.0.2.1 http");
      }
    }
  }

  @Test
  void allRequestsOfAConnectionAreOfTheNamedClient() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      RawClient client = scene.client(0).send(TEXT + GET + GET);
      assertThat(client.readResponse().text()).isEqualTo("192.0.2.1 http");
      assertThat(client.readResponse().text()).isEqualTo("192.0.2.1 http");
    }
  }

  @Test
  void aSecondHeaderIsNoRequest() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      assertThat(scene.client(0).send(TEXT + TEXT + "\r\n").readResponse().status()).isEqualTo(400);
    }
  }

  @Test
  void connectionsAreCountedByTheNamedAddress() throws IOException {
    try (ListenersScene scene = scene("limits.connections-per-address = 1")) {
      RawClient first = scene.client(0).send(TEXT + GET);
      assertThat(first.readResponse().status()).isEqualTo(200);
      Response second = scene.client(0).send(TEXT + GET).readResponse();
      assertThat(second.status()).isEqualTo(429);
      assertThat(told(scene, naming("192.0.2.2"))).isEqualTo("192.0.2.2 http");
    }
  }

  @Test
  void thoseThatWaitForTheirHeaderCountAmongAll() throws IOException {
    // On one loop connections are accepted in their order.
    try (ListenersScene scene =
        new ListenersScene(
            "event-loops = 1, limits.connections = 1",
            "listen = [ { address = \"127.0.0.1:0\", proxy-protocol = [127.0.0.1] } ]")) {
      RawClient waiting = scene.client(0).send("PROXY ");
      assertThat(scene.client(0).send(TEXT + GET).readResponse().status()).isEqualTo(503);
      assertThat(waiting.send(TEXT.substring(6) + GET).readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void onlyTheNamedClientIsAskedWhetherItMayPurge() throws IOException {
    try (ListenersScene scene = scene("purge.allow = [192.0.2.1]")) {
      String purge = "PURGE /stored HTTP/1.1\r\nHost: t\r\n\r\n";
      assertThat(scene.client(0).send(TEXT + purge).readResponse().status()).isBetween(200, 299);
      assertThat(scene.client(0).send(naming("192.0.2.2") + purge).readResponse().status())
          .isEqualTo(403);
      assertThat(scene.client(0).send("PROXY UNKNOWN\r\n" + purge).readResponse().status())
          .isEqualTo(403);
    }
  }

  @Test
  void theProxysOwnPermissionIsNotItsClients() throws IOException {
    try (ListenersScene scene = scene("purge.allow = [127.0.0.1]")) {
      String purge = "PURGE /stored HTTP/1.1\r\nHost: t\r\n\r\n";
      assertThat(scene.client(0).send(TEXT + purge).readResponse().status()).isEqualTo(403);
    }
  }

  @Test
  void aConnectionThatDoesNotBeginWithAHeaderIsClosedWithoutAnAnswer() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      scene.client(0).send(GET).expectClosed();
      scene.client(0).send("\r\nGET").expectClosed();
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void aHeaderThatDoesNotComeIsNotWaitedForForLong() throws IOException {
    try (ListenersScene scene = scene("timeouts.header = 50ms")) {
      scene.client(0).expectClosed();
      scene.client(0).send("PROXY TCP4").expectClosed();
      scene.client(0).send(ProxyHeaders.SIGNATURE).expectClosed();
    }
  }

  @Test
  void aConnectionThatSaysNothingBehindItsHeaderIsIdle() throws IOException {
    try (ListenersScene scene = scene("timeouts.idle = 50ms")) {
      scene.client(0).send(TEXT).expectClosed();
    }
  }

  @Test
  void oneThatEndsWithinItsHeaderIsClosed() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      scene.client(0).send("PROXY TCP4 192.0.2.1").shutdownOutput().expectClosed();
    }
  }

  @Test
  void oneThatEndsBehindItsRequestIsAnswered() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      RawClient client = scene.client(0).send(TEXT + GET).shutdownOutput();
      assertThat(client.readResponse().text()).isEqualTo("192.0.2.1 http");
      client.expectClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy-protocol = [192.0.2.0/24],", "proxy-protocol = [\"unix:\"],"})
  void fromOthersAHeaderIsNoRequest(String conf) throws IOException {
    try (ListenersScene scene =
        new ListenersScene(
            "listen = [ { address = \"127.0.0.1:0\", " + conf + " mode = null } ]")) {
      assertThat(scene.client(0).send(TEXT + GET).readResponse().status()).isEqualTo(400);
      assertThat(scene.client(0).send(naming("192.0.2.1") + GET).readResponse().status())
          .isEqualTo(400);
      assertThat(scene.client(0).send(GET).readResponse().text()).isEqualTo("127.0.0.1 http");
      assertThat(scene.upstream().requestCount()).isOne();
    }
  }

  @Test
  void aProxyMayComeOverAUnixDomainSocket(@TempDir Path directory) throws IOException {
    Path path = directory.resolve("s");
    try (ListenersScene scene =
        new ListenersScene(
            "listen = [ { address = \"unix:" + path + "\", proxy-protocol = [\"unix:\"] } ]")) {
      UnixClient client = scene.kept(UnixClient.connect(path));
      client.send(TEXT + GET).shutdownOutput();
      assertThat(client.readToEnd()).endsWith("192.0.2.1 http");
      assertThat(UnixClient.request(path, "GET", "/")).isEmpty();
    }
  }

  @Test
  void aStopClosesThoseThatWaitForTheirHeader() throws IOException {
    RawClient waiting;
    try (ListenersScene scene = scene("mode = null")) {
      waiting = RawClient.connect(scene.sidecar().port(0));
      waiting.send("PROXY");
      assertThat(told(scene, TEXT)).isNotEmpty();
    }
    waiting.expectClosed();
    waiting.close();
  }
}
