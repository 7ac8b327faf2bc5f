package io.nearside.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class AdminServerTest {
  private final FakeHealth health = new FakeHealth();
  private final Purging purging = PurgeEndpointTest.purging(new MemoryPurgeLog(), 0);
  private final AdminServer server =
      new AdminServer(new AdminConfig("127.0.0.1", 0), health, purging);
  private int port;

  @BeforeEach
  void start() throws IOException {
    port = server.start().getPort();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aLiveProcessIsOk() throws IOException {
    Response response = get("/healthz");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("ok\n");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void aProcessThatIsNotLiveIsUnavailable() throws IOException {
    health.live = false;

    assertThat(get("/healthz").status()).isEqualTo(503);
  }

  @Test
  void readinessTellsItsDetails() throws IOException {
    Response response = get("/readyz?verbose");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"status\":\"ready\",\"redis\":\"up\"}\n");
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void aStoreThatIsDownDoesNotMakeTheProcessUnready() throws IOException {
    health.details = Map.of("redis", "down");

    Response response = get("/readyz");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).contains("\"redis\":\"down\"");
  }

  @Test
  void aProcessThatDrainsIsNotReadyButLive() throws IOException {
    health.ready = false;

    assertThat(get("/readyz").status()).isEqualTo(503);
    assertThat(get("/readyz").text()).contains("\"status\":\"not ready\"");
    assertThat(get("/healthz").status()).isEqualTo(200);
  }

  @Test
  void detailsAreEscaped() {
    assertThat(Json.object(Map.of("n", 1))).isEqualTo("{\"n\":1}");
    assertThat(Json.object(Map.of("b", true))).isEqualTo("{\"b\":true}");
    assertThat(Json.object(Map.of("a\"b", "c\\d\ne"))).isEqualTo("{\"a\\\"b\":\"c\\\\d\\u000ae\"}");
  }

  @Test
  void headGetsTheSameHeadWithoutBody() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      Response head = client.request("HEAD", "/healthz").readResponse(true);

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo("3");
      assertThat(client.get("/healthz").text()).isEqualTo("ok\n");
    }
  }

  @Test
  void otherMethodsAreToldWhichAreAllowed() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.send("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
      Response response = client.readResponse();

      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
      assertThat(client.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void otherPathsAreNotFound() throws IOException {
    assertThat(get("/").status()).isEqualTo(404);
    assertThat(get("/healthz/x").status()).isEqualTo(404);
  }

  @Test
  void aMalformedRequestIsRefusedAndTheConnectionClosed() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.send("GET /healthz\u0001 FTP/9\r\n\r\n");

      assertThat(client.readResponse().status()).isEqualTo(400);
      client.expectClosed();
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndNotKept() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.send("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(413);

      client.send("x".repeat(100_000));
      assertThat(client.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void aLineAndFieldsThatAreTooLargeAreRefusedAndTheConnectionClosed() throws IOException {
    for (String request :
        List.of(
            "GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(9000) + "\r\n\r\n")) {
      try (RawClient client = RawClient.connect(port)) {
        client.send(request);

        assertThat(client.readResponse().status()).isEqualTo(400);
        client.expectClosed();
      }
    }
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsNotWaitedForForever() throws IOException {
    try (AdminServer impatient =
            new AdminServer(new AdminConfig("127.0.0.1", 0), health, purging, 100);
        RawClient client = RawClient.connect(impatient.start().getPort())) {
      client.send("POST /purge HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
      client.expectClosed();
    }
  }

  @Test
  void closeIsHonoured() throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      Response response = client.get("/healthz", "Connection: close");

      assertThat(response.header("Connection")).isEqualTo("close");
      client.expectClosed();
    }
  }

  @Test
  void aRequestThatDoesNotComeToItsEndIsNotWaitedForForever() throws IOException {
    try (AdminServer impatient =
            new AdminServer(new AdminConfig("127.0.0.1", 0), health, purging, 100);
        RawClient client = RawClient.connect(impatient.start().getPort())) {
      client.send("GET /healthz HTTP/1.1\r\nX-Slow: ");
      client.expectClosed();
    }
  }

  @Test
  void moreConnectionsThanTheLimitAreClosedAndRoomIsMadeAgain() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < AdminServer.MAX_CONNECTIONS; i++) {
      RawClient client = RawClient.connect(port);
      clients.add(client);
      assertThat(client.get("/healthz").status()).isEqualTo(200);
    }
    try (RawClient oneTooMany = RawClient.connect(port)) {
      oneTooMany.expectClosed();
    }
    for (RawClient client : clients) {
      client.close();
    }
    await().untilAsserted(() -> assertThat(get("/healthz").status()).isEqualTo(200));
  }

  @Test
  void anAddressInUseIsSaidClearly() {
    AdminServer second = new AdminServer(new AdminConfig("127.0.0.1", port), health, purging);

    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + port + " for admin")
        .hasMessageContaining("Address already in use");
  }

  @Test
  void anUnknownHostIsSaidClearly() {
    AdminServer nowhere =
        new AdminServer(new AdminConfig("no-such-host.invalid", 1), health, purging);

    assertThatThrownBy(nowhere::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on no-such-host.invalid:1 for admin: unknown host");
  }

  private Response get(String target) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      return client.get(target);
    }
  }

  private static final class FakeHealth implements Health {
    volatile boolean live = true;
    volatile boolean ready = true;
    volatile Map<String, String> details = Map.of("redis", "up");

    @Override
    public boolean live() {
      return live;
    }

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public Map<String, String> details() {
      return details;
    }
  }
}
