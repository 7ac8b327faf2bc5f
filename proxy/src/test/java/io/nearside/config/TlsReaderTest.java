package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.caching.KeyRules.Principal;
import io.nearside.testing.Pki;
import io.nearside.tls.ServerTlsConfig;
import io.nearside.tls.ServerTlsConfig.ClientAuthentication;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.nearside.tls.TlsProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsReaderTest {
  @TempDir private Path directory;
  private Pki pki;
  private KeyFiles own;

  @BeforeEach
  void files() {
    pki = Pki.in(directory);
    own = pki.write("own", pki.server("test"));
  }

  private Loaded load(String... lines) throws Exception {
    Path file = directory.resolve("n.conf");
    Files.writeString(file, "nearside {\n" + String.join("\n", lines) + "\n}\n");
    return ConfigLoader.load(file, ConfigText.UPSTREAM, 1L << 30);
  }

  private ServerTlsConfig tls(String... lines) throws Exception {
    return load(lines).settings().server().listeners().get(0).tls();
  }

  private void expectError(String error, String... lines) {
    assertThatThrownBy(() -> load(lines)).hasMessageContaining(error);
  }

  private String cert() {
    return "tls.cert = \"" + own.certificate() + "\"";
  }

  private String key() {
    return "tls.key = \"" + own.key() + "\"";
  }

  @Test
  void withoutACertificateThereIsNoTls() throws Exception {
    assertThat(tls()).isNull();
  }

  @Test
  void aPairIsAllThatIsNeeded() throws Exception {
    assertThat(tls(cert(), key()))
        .isEqualTo(
            new ServerTlsConfig(
                List.of(own),
                ClientAuthentication.NONE,
                null,
                List.of("TLSv1.3", "TLSv1.2"),
                List.of(),
                TlsProvider.AUTO,
                10_000,
                false));
  }

  @Test
  void morePairsComeBehindTheFirst() throws Exception {
    KeyFiles more = pki.write("more", pki.server("more.test"));
    String list =
        "tls.certificates = [ { cert = \""
            + more.certificate()
            + "\", key = \""
            + more.key()
            + "\" } ]";
    assertThat(tls(cert(), key(), list).certificates()).containsExactly(own, more);
    assertThat(tls(list).certificates()).containsExactly(more);
  }

  @Test
  void aFileThatCannotBeUsedIsToldWithItsLine() {
    expectError(
        "n.conf:2: nearside.tls.cert = \"/none.pem\": no such file;", "tls.cert = /none.pem");
    expectError("n.conf:3: nearside.tls.key = ", cert(), "tls.key = \"" + pki.ca() + "\"");
    expectError("no private key in it", cert(), "tls.key = \"" + pki.ca() + "\"");
    expectError("nearside.tls.key: not given", cert());
    pki.write("own.key", pki.server("x").getPrivateKeyPEM());
    expectError("not the key of the first certificate in " + own.certificate(), cert(), key());
  }

  @Test
  void wordsThatAreNotKnownAreToldWithWhatIs() {
    expectError(
        "\"SSLv3\": not a protocol that is spoken here; accepted: TLSv1.3 or TLSv1.2",
        "tls.protocols = [SSLv3]");
    expectError("none; accepted: TLSv1.3", "tls.protocols = []");
    expectError("accepted: one of TLS_AES_128_GCM_SHA256", "tls.ciphers = [RC4]");
    expectError("accepted: auto or jdk or openssl", "tls.provider = gnu");
    expectError("accepted: none or optional or required", "tls.client-auth = maybe");
    expectError("unknown key", "tls.certificates = [ { crt = a } ]");
  }

  @Test
  void clientsAreAskedOnlyWhereSomebodyIsTrusted() throws Exception {
    expectError("nobody is trusted for it", cert(), key(), "tls.client-auth = required");
    ServerTlsConfig asking =
        tls(cert(), key(), "tls.client-auth = required", "tls.client-ca = \"" + pki.ca() + "\"");
    assertThat(asking.clientCa()).isEqualTo(pki.ca());
  }

  @Test
  void aCertificateThatHasExpiredIsAWarning() throws Exception {
    Instant past = Instant.now().minusSeconds(3600);
    own =
        pki.write(
            "own",
            pki.issue(
                Pki.named("CN=test", "test").notBefore(past.minusSeconds(60)).notAfter(past)));
    assertThat(load(cert(), key()).warnings().toString()).contains("tls.cert: expired on ");
  }

  @Test
  void theSubjectOfACertificateMayBeThePrincipal() throws Exception {
    String route =
        "routes = [ { match = \"/a\", key.principal { client-certificate = subject } } ]";
    assertThat(load(route).settings().routes().get(0).key().principal())
        .isEqualTo(new Principal.Certificate());
    expectError(
        "not one name",
        "routes = [ { match = \"/a\", key.principal { client-certificate = subject, cookie = c } } ]");
  }
}
