package io.nearside.scenario.upstreams;

import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Pki;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.Sidecar;
import io.nearside.testing.TlsUpstream;
import io.nearside.testing.TlsUpstream.Answer;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that is spoken to over TLS, with each provider. */
@ExtendWith(BufferLeaks.class)
class TlsUpstreamTest {
  private static final Answer CACHED =
      (socket, request) -> write(socket, response(200, "fine", "Cache-Control: max-age=60"));

  @TempDir private Path directory;
  private Pki pki;

  @BeforeEach
  void authority() {
    pki = Pki.in(directory);
  }

  private static void write(java.net.Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private Sidecar sidecar(TlsUpstream upstream, String provider, String... more) {
    String[] conf = new String[more.length + 2];
    conf[0] = "upstream.tls.provider = " + provider;
    conf[1] = "upstream.tls.ca = \"" + pki.ca() + "\"";
    System.arraycopy(more, 0, conf, 2, more.length);
    return Sidecar.at("https://127.0.0.1:" + upstream.port(), conf);
  }

  private Response answer(X509Bundle shown, Answer script, String provider, String... conf)
      throws IOException {
    try (TlsUpstream upstream = TlsUpstream.serving(pki.context(shown), script);
        Sidecar sidecar = sidecar(upstream, provider, conf);
        RawClient client = RawClient.connect(sidecar.port())) {
      return client.get("/a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aMissAndAHitAreAsOverTcp(String provider) throws IOException {
    try (TlsUpstream upstream = TlsUpstream.serving(pki.context(pki.server("127.0.0.1")), CACHED);
        Sidecar sidecar = sidecar(upstream, provider);
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/a").header("Cache-Status")).contains("stored");
      assertThat(client.get("/b").header("Cache-Status")).contains("stored");
      Response hit = client.get("/a");
      assertThat(hit.header("Cache-Status")).contains("hit");
      assertThat(hit.text()).isEqualTo("fine");
      assertThat(upstream.connectionCount()).isEqualTo(1);
    }
  }

  private static void isRefused(Response answer) {
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("Proxy-Status")).contains("tls_certificate_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void anotherNameIsNotTrusted(String provider) throws IOException {
    X509Bundle other = pki.server("other.test");
    isRefused(answer(other, CACHED, provider));
    assertThat(answer(other, CACHED, provider, "upstream.tls.verify = ca").status()).isEqualTo(200);
    assertThat(answer(other, CACHED, provider, "upstream.tls.server-name = other.test").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void anotherAuthorityIsNotTrusted(String provider) throws IOException {
    X509Bundle other = Pki.in(directory, "other").server("127.0.0.1");
    isRefused(answer(other, CACHED, provider));
    assertThat(answer(other, CACHED, provider, "upstream.tls.verify = none").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aCertificateThatHasExpiredIsNotTrusted(String provider) throws IOException {
    Instant now = Instant.now();
    X509Bundle expired =
        pki.issue(
            Pki.named("CN=127.0.0.1", "127.0.0.1")
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.minus(Duration.ofDays(1))));
    isRefused(answer(expired, CACHED, provider));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void theUpstreamSeesOurCertificateWhereItAsks(String provider) throws IOException {
    KeyFiles own = pki.write("own", pki.client("CN=sidecar"));
    Answer peer =
        (socket, request) ->
            write(socket, response(200, socket.getSession().getPeerPrincipal().getName()));
    Response answer =
        answer(
            pki.server("127.0.0.1"),
            peer,
            provider,
            "upstream.tls { cert = \"%s\", key = \"%s\" }".formatted(own.certificate(), own.key()));
    assertThat(answer.text()).isEqualTo("CN=sidecar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void aBodyThatEndsWithoutTheSessionIsCut(String provider) throws IOException {
    String begun = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\nhalf";
    try (TlsUpstream upstream =
            TlsUpstream.serving(
                pki.context(pki.server("127.0.0.1")),
                (socket, request) -> {
                  write(socket, begun);
                  if (request.startsWith("GET /cut")) {
                    TlsUpstream.endWithoutNotify(socket);
                  } else {
                    socket.close();
                  }
                });
        Sidecar sidecar = sidecar(upstream, provider);
        RawClient cut = RawClient.connect(sidecar.port());
        RawClient whole = RawClient.connect(sidecar.port())) {
      cut.request("GET", "/cut");
      assertThat(cut.readToEnd()).contains("half").doesNotContain("0\r\n\r\n");
      assertThat(whole.get("/whole").text()).isEqualTo("half");
    }
  }
}
