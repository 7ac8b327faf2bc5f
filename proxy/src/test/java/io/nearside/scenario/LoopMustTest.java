package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that comes back again and again is not forwarded for ever.
 *
 * <p>https://www.rfc-editor.org/rfc/rfc9110#section-7.6
 */
@ExtendWith(BufferLeaks.class)
class LoopMustTest {
  private static final int MORE_THAN_ANY_CHAIN = 40;

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS"})
  void aRequestThatComesBackIsNotForwardedForEver(String method) throws IOException {
    AtomicInteger port = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    try (WireScene scene =
        WireScene.answering(
            request ->
                rounds.incrementAndGet() > MORE_THAN_ANY_CHAIN
                    ? plain("for ever")
                    : comesBack(request, port.get()))) {
      port.set(scene.sidecar().port());
      Response answer =
          scene
              .client()
              .request(method, "/a", "Cache-Control: no-store")
              .readResponse(method.equals("HEAD"));

      assertThat(answer.status()).isEqualTo(502);
      assertThat(rounds.get()).isLessThan(MORE_THAN_ANY_CHAIN);
    }
  }

  /** What an upstream does that is configured to be the sidecar itself. */
  private static String comesBack(Request request, int port) {
    try (RawClient client = RawClient.connect(port)) {
      String[] lines =
          request.lines().stream().filter(line -> !line.startsWith("Host")).toArray(String[]::new);
      Response answer =
          client
              .request(request.method(), request.target(), lines)
              .readResponse(request.method().equals("HEAD"));
      String status = "HTTP/1.1 " + answer.status() + " Again\r\n";
      String proxyStatus = "Proxy-Status: " + answer.header("Proxy-Status") + "\r\n";
      return status + proxyStatus + "Content-Length: 0\r\n\r\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9209#section-2.3.32 */
  @Test
  void aLoopHasItsName() throws IOException {
    try (WireScene scene = WireScene.answering(request -> cacheable("x"))) {
      RawClient client = scene.client();
      Response loop = client.get("/a", "Via: 1.1 front" + ", 1.1 nearside".repeat(20));

      assertThat(loop.status()).isEqualTo(502);
      assertThat(loop.headers("Proxy-Status"))
          .containsExactly("nearside; error=proxy_loop_detected");
      assertThat(loop.headers("Cache-Status")).isEmpty();
      assertThat(scene.upstream().requestCount()).isZero();
      assertThat(client.get("/a").status()).as("the connection goes on").isEqualTo(200);
    }
  }

  @Test
  void aChainOfSidecarsIsNoLoop() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      Response answer =
          scene.client().get("/a", "Via: 1.1 nearside, 1.0 nearsider", "Via: 1.1 nearside");

      assertThat(answer.status()).isEqualTo(200);
    }
  }
}
