package io.nearside.scenario.tls;

import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What works over TCP works over TLS. */
@ExtendWith(BufferLeaks.class)
class OverTlsTest {
  private static final int LARGE = 7 * 1024 * 1024;
  private static final String LARGE_BODY = "x".repeat(LARGE);
  private static final String ASKS =
      "GET /chat HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  private static final String AGREES =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private static String cacheable(String body) {
    return response(200, body, "Cache-Control: max-age=60");
  }

  private static String provider(String name) {
    return "tls.provider = " + name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aMissIsFollowedByAHitOfTheSchemeHttps(String name) throws IOException {
    try (TlsScene scene =
        TlsScene.answering(request -> cacheable("a"), provider(name), "cache-status.key = on")) {
      RawClient client = scene.client();
      assertThat(client.get("/a").text()).isEqualTo("a");
      Response hit = client.get("/a");
      assertThat(hit.text()).isEqualTo("a");
      assertThat(hit.header("Cache-Status")).contains("hit").contains("key=\"https://test/a");
      assertThat(scene.upstream().awaitRequests(1).get(0).header("X-Forwarded-Proto"))
          .isEqualTo("https");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aSlowReaderGetsAllOfALargeAnswer(String name) throws IOException {
    try (TlsScene scene = TlsScene.answering(request -> cacheable(LARGE_BODY), provider(name))) {
      for (String what : new String[] {"miss", "hit"}) {
        RawClient client = scene.client();
        client.request("GET", "/a");
        Response answer = client.readHead(false);
        for (int i = 0; i < 10; i++) {
          assertThat(answer.bodyStream().readNBytes(10_000)).hasSize(10_000);
        }
        assertThat(answer.body()).as(what).hasSize(LARGE - 100_000);
        assertThat(answer.truncated()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aLargeBodyReachesASlowUpstream(String name) throws IOException {
    try (TlsScene scene =
        TlsScene.serving(
            connection -> {
              var request = connection.readRequest();
              assertThat(request.bodyStream().readNBytes(10_000)).hasSize(10_000);
              int length = request.body().length + 10_000;
              connection.write(response(200, "" + length));
              connection.readRequest();
            },
            provider(name))) {
      RawClient client = scene.client();
      client.request("POST", "/a", "Content-Length: " + LARGE);
      client.send(LARGE_BODY.getBytes(StandardCharsets.US_ASCII));
      assertThat(client.readResponse().text()).isEqualTo("" + LARGE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void pipelinedRequestsAreAnsweredInOrder(String name) throws IOException {
    try (TlsScene scene =
        TlsScene.answering(request -> cacheable(request.target()), provider(name))) {
      RawClient client = scene.client();
      assertThat(client.get("/2").text()).isEqualTo("/2");
      String get = " HTTP/1.1\r\nHost: test\r\n\r\n";
      client.send("GET /1" + get + "GET /2" + get + "GET /3" + get);
      for (String target : new String[] {"/1", "/2", "/3"}) {
        assertThat(client.readResponse().text()).isEqualTo(target);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aTunnelPassesBothWaysAndEndsOnBothSides(String name) throws IOException {
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    try (TlsScene scene =
        TlsScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(AGREES + "hello");
              byte[] said = connection.rest().readNBytes(5);
              connection.write(new String(said, StandardCharsets.US_ASCII) + " yourself");
              ended.complete(connection.rest().read());
            },
            provider(name))) {
      RawClient client = scene.client().send(ASKS);
      assertThat(client.readHead(false).status()).isEqualTo(101);
      assertThat(client.rest().readNBytes(5)).asString().isEqualTo("hello");
      client.send("hallo");
      assertThat(client.rest().readNBytes(14)).asString().isEqualTo("hallo yourself");
      client.socket().close();
      assertThat(ended.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(-1);
    }
  }

  @Test
  void aTunnelThatTheUpstreamEndsIsEndedAsTlsHasIt() throws IOException {
    try (TlsScene scene =
        TlsScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(AGREES + "bye");
            })) {
      RawClient client = scene.client().send(ASKS);
      assertThat(client.readHead(false).status()).isEqualTo(101);
      // A mere end of TCP would be an exception here.
      assertThat(client.rest().readAllBytes()).asString().isEqualTo("bye");
    }
  }

  @Test
  void whoEndsItsSideIsAnsweredAllTheSame() throws IOException {
    try (TlsScene scene = TlsScene.answering(request -> response(200, "late"), provider("jdk"))) {
      RawClient client = scene.client();
      client.request("GET", "/a").shutdownOutput();
      assertThat(client.readResponse().text()).isEqualTo("late");
      assertThat(client.rest().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void beforeTls13WhoEndsItsSideEndsBoth(String name) throws IOException {
    Gate late = new Gate("the answer");
    try (TlsScene scene =
        TlsScene.serving(
            connection -> {
              connection.readRequest();
              late.await();
            },
            provider(name))) {
      SSLSocket socket = scene.socket(scene.pki().context(null));
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      RawClient client = scene.kept(RawClient.over(socket));
      client.request("GET", "/a");
      scene.upstream().awaitRequests(1);
      client.shutdownOutput();
      client.expectClosed();
      late.open();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void anAnswerWithoutALengthThatIsCutDoesNotLookWhole(String name) throws IOException {
    try (TlsScene scene =
        TlsScene.serving(
            connection -> {
              connection.readRequest();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            },
            provider(name))) {
      RawClient client = scene.client().send("GET /a HTTP/1.0\r\nHost: test\r\n\r\n");
      Response answer = client.readHead(false);
      assertThat(answer.status()).isEqualTo(200);
      answer.body();
      assertThat(answer.truncated()).isTrue();
    }
  }

  @Test
  void whoSpeaksHttpWithoutTlsIsClosedOn() throws IOException {
    try (TlsScene scene = TlsScene.answering(request -> response(200, "a"));
        RawClient plain = RawClient.connect(scene.sidecar().port())) {
      plain.request("GET", "/a");
      assertThat(plain.readToEnd()).doesNotContain("HTTP");
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void aHandshakeThatTakesTooLongIsNotWaitedFor() throws IOException {
    try (TlsScene scene =
            TlsScene.answering(request -> response(200, "a"), "timeouts.header = 200ms");
        RawClient silent = RawClient.connect(scene.sidecar().port());
        RawClient slow = RawClient.connect(scene.sidecar().port())) {
      slow.send(new byte[] {0x16, 3, 1, 2});
      silent.expectClosed();
      slow.expectClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aNewCertificateIsUsedUnderTrafficAndNoRequestFails(String name) throws Exception {
    try (TlsScene scene =
        TlsScene.answering(request -> cacheable("a"), provider(name), "tls.reload = 10ms")) {
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> traffic =
          CompletableFuture.supplyAsync(() -> traffic(scene, over));
      await().until(() -> subject(scene).equals("CN=test"));
      for (String next : new String[] {"one", "two"}) {
        scene.pki().write("own", scene.pki().server(next, "test"));
        await().until(() -> subject(scene).equals("CN=" + next));
      }
      over.set(true);
      assertThat(traffic.get(20, TimeUnit.SECONDS)).isPositive();
    }
  }

  private static int traffic(TlsScene scene, AtomicBoolean over) {
    int answers = 0;
    while (!over.get()) {
      try (RawClient client = RawClient.over(scene.socket(scene.pki().context(null)))) {
        assertThat(client.get("/a").text()).isEqualTo("a");
        answers++;
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
    }
    return answers;
  }

  private static String subject(TlsScene scene) throws IOException {
    try (SSLSocket socket = scene.socket(scene.pki().context(null))) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }
}
