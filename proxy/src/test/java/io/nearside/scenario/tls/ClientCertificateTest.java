package io.nearside.scenario.tls;

import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Pki;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that show who they are. */
@ExtendWith(BufferLeaks.class)
class ClientCertificateTest {
  private static final String PER_USER =
      "routes = [ { match = \"/**\", ttl = 1m, key.principal { client-certificate = subject } } ]";
  private static final String RULE = "routes = [ { match = \"/**\", ttl = 1m } ]";

  private static String numbered(TlsScene[] scene, Request request) {
    return response(200, "" + scene[0].upstream().requestCount());
  }

  private static TlsScene counting(String... conf) throws IOException {
    TlsScene[] scene = new TlsScene[1];
    scene[0] = TlsScene.answering(request -> numbered(scene, request), conf);
    return scene[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void twoClientsNeverShareAndOneIsServedFromTheCache(String provider) throws IOException {
    try (TlsScene scene =
        counting(PER_USER, "tls.client-auth = optional", "tls.provider = " + provider)) {
      assertThat(scene.client("CN=ann").get("/me").text()).isEqualTo("1");
      assertThat(scene.client("CN=bob").get("/me").text()).isEqualTo("2");
      assertThat(scene.client().get("/me").text()).isEqualTo("3");
      assertThat(scene.client("CN=ann").get("/me").text()).isEqualTo("1");
      assertThat(scene.client("CN=bob").get("/me").text()).isEqualTo("2");
      assertThat(scene.client().get("/me").text()).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "openssl"})
  void whoHasNoneIsRefusedWhereOneIsRequired(String provider) throws IOException {
    try (TlsScene scene = counting("tls.client-auth = required", "tls.provider = " + provider)) {
      RawClient nobody = scene.client();
      assertThatThrownBy(() -> nobody.get("/a")).isInstanceOfAny(IOException.class, Error.class);
      assertThat(scene.upstream().requestCount()).isZero();
      assertThat(scene.client("CN=ann").get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void theUpstreamGetsTheCertificateWhereThatIsOnAndNobodyElsesWord() throws IOException {
    try (TlsScene scene = counting("tls.client-auth = optional", "tls.client-cert-field = on")) {
      X509Bundle ann = scene.pki().client("CN=ann");
      RawClient client = scene.kept(RawClient.over(scene.socket(scene.pki().context(ann))));
      client.get("/a", "Client-Cert: :AAAA:", "Client-Cert-Chain: :BBBB:");
      scene.client().get("/b", "Client-Cert: :AAAA:", "client_cert: :AAAA:");
      byte[] der = encoded(ann);
      Request first = scene.upstream().requests().get(0);
      assertThat(first.headers("Client-Cert"))
          .containsExactly(":" + Base64.getEncoder().encodeToString(der) + ":");
      assertThat(first.headers("Client-Cert-Chain")).isEmpty();
      Request second = scene.upstream().requests().get(1);
      assertThat(second.headers("Client-Cert")).isEmpty();
      assertThat(second.headers("client_cert")).isEmpty();
    }
  }

  private static byte[] encoded(X509Bundle certified) {
    try {
      return certified.getCertificate().getEncoded();
    } catch (java.security.cert.CertificateEncodingException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void theUpstreamIsNotToldByDefault() throws IOException {
    try (TlsScene scene = counting("tls.client-auth = required")) {
      scene.client("CN=ann").get("/a", "Client-Cert: :AAAA:");
      assertThat(scene.upstream().requests().get(0).headers("Client-Cert")).isEmpty();
    }
  }

  @Test
  void anAnswerToACertificateThatIsToldAndNotInTheKeyIsNotStoredByARule() throws IOException {
    try (TlsScene scene =
        counting(RULE, "tls.client-auth = optional", "tls.client-cert-field = on")) {
      assertThat(scene.client().get("/a").text()).isEqualTo("1");
      assertThat(scene.client().get("/a").text()).isEqualTo("1");
      assertThat(scene.client("CN=ann").get("/a").text()).isEqualTo("2");
      assertThat(scene.client("CN=bob").get("/a").text()).isEqualTo("3");
      assertThat(scene.client().get("/a").text()).isEqualTo("1");
    }
  }

  @Test
  void whatATrustedProxySaysOfItsClientIsPassedOnAndInTheKey() throws IOException {
    try (TlsScene scene =
        counting(
            "trusted-proxies = [\"127.0.0.1\"]",
            "tls.client-auth = required",
            "tls.client-cert-field = on",
            "routes = [ { match = \"/**\", ttl-override = 1m } ]")) {
      RawClient proxy = scene.client("CN=proxy");
      assertThat(proxy.get("/a", "Client-Cert: :AAAA:").text()).isEqualTo("1");
      assertThat(proxy.get("/a", "Client-Cert: :BBBB:").text()).isEqualTo("2");
      assertThat(scene.upstream().requests().get(0).headers("Client-Cert"))
          .containsExactly(":AAAA:");
      proxy.get("/b");
      assertThat(scene.upstream().requests().get(2).headers("Client-Cert")).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotTaken() throws IOException {
    try (TlsScene scene = counting("tls.client-auth = required")) {
      java.nio.file.Path elsewhere = java.nio.file.Files.createTempDirectory("nearside-others");
      X509Bundle stranger = Pki.in(elsewhere).client("CN=ann");
      java.nio.file.Files.delete(elsewhere.resolve("ca.pem"));
      java.nio.file.Files.delete(elsewhere);
      RawClient client = scene.kept(RawClient.over(scene.socket(scene.pki().context(stranger))));
      assertThatThrownBy(() -> client.get("/a")).isInstanceOfAny(IOException.class, Error.class);
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }
}
