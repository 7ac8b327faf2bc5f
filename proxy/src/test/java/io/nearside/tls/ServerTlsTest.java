package io.nearside.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Pki;
import io.nearside.tls.ServerTlsConfig.ClientAuthentication;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@ExtendWith(BufferLeaks.class)
class ServerTlsTest {
  @TempDir private Path directory;
  private Pki pki;

  @BeforeEach
  void authority() {
    pki = Pki.in(directory);
  }

  private ServerTlsConfig config(TlsProvider provider, KeyFiles... certificates) {
    return config(provider, ClientAuthentication.NONE, certificates);
  }

  private ServerTlsConfig config(
      TlsProvider provider, ClientAuthentication auth, KeyFiles... certificates) {
    return new ServerTlsConfig(
        List.of(certificates),
        auth,
        auth == ClientAuthentication.NONE ? null : pki.ca(),
        List.of("TLSv1.3", "TLSv1.2"),
        List.of(),
        provider,
        3_600_000,
        false);
  }

  @Test
  void openSslIsHereWhereTheseTestsRun() {
    assertThat(OpenSsl.isAvailable()).as("%s", OpenSsl.unavailabilityCause()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TlsProvider.class)
  void theCertificateIsTheOneForTheName(TlsProvider provider) throws IOException {
    KeyFiles first = pki.write("a", pki.server("a.test"));
    KeyFiles wildcard = pki.write("w", pki.wildcard("w", "b.test"));
    KeyFiles exact = pki.write("x", pki.server("x", "x.b.test", "y.test"));
    try (TlsServer server = TlsServer.start(config(provider, first, wildcard, exact))) {
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=a.test");
      assertThat(server.subject(pki.context(null), "z.b.test")).isEqualTo("CN=w");
      assertThat(server.subject(pki.context(null), "X.B.test")).isEqualTo("CN=x");
      assertThat(server.subject(pki.context(null), "y.test")).isEqualTo("CN=x");
      assertThat(server.subject(pki.context(null), "deep.z.b.test")).isEqualTo("CN=a.test");
      assertThat(server.subject(pki.context(null), "unknown.test")).isEqualTo("CN=a.test");
      assertThat(server.subject(pki.context(null), null)).isEqualTo("CN=a.test");
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void aClientMayShowItsCertificate(TlsProvider provider) throws IOException {
    KeyFiles own = pki.write("a", pki.server("a.test"));
    ServerTlsConfig config = config(provider, ClientAuthentication.OPTIONAL, own);
    try (TlsServer server = TlsServer.start(config)) {
      try (SSLSocket anybody = server.client(pki.context(null), "a.test")) {
        assertThat(TlsServer.greeting(anybody)).isEqualTo("nobody h2");
      }
      try (SSLSocket ann = server.client(pki.context(pki.client("CN=ann,O=x")), "a.test")) {
        assertThat(TlsServer.greeting(ann)).isEqualTo("CN=ann,O=x h2");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void whoeverHasNoCertificateOfTheAuthorityIsRefusedWhereOneIsRequired(TlsProvider provider)
      throws IOException {
    KeyFiles own = pki.write("a", pki.server("a.test"));
    ServerTlsConfig config = config(provider, ClientAuthentication.REQUIRED, own);
    Pki others = Pki.in(directory, "others");
    try (TlsServer server = TlsServer.start(config)) {
      assertRefused(server, pki.context(null));
      SSLContext stranger = StrangeClient.showing(others.client("CN=ann,O=x"));
      assertRefused(server, stranger);
      try (SSLSocket ann = server.client(pki.context(pki.client("CN=ann")), "a.test")) {
        assertThat(TlsServer.greeting(ann)).isEqualTo("CN=ann h2");
      }
    }
  }

  private static void assertRefused(TlsServer server, SSLContext client) throws IOException {
    try (SSLSocket socket = server.client(client, "a.test")) {
      // With TLS 1.3 the client learns of it when it reads.
      assertThatThrownBy(() -> TlsServer.greeting(socket)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void aClientThatComesAgainResumesItsSession(TlsProvider provider) throws IOException {
    KeyFiles own = pki.write("a", pki.server("a.test"));
    SSLContext ann = pki.context(pki.client("CN=ann"));
    ServerTlsConfig config = config(provider, ClientAuthentication.REQUIRED, own);
    try (TlsServer server = TlsServer.start(config)) {
      SSLSession first = sessionOf(server, ann);
      SSLSession second = sessionOf(server, ann);
      // A resumed session has the time of the first handshake.
      assertThat(second.getCreationTime()).isEqualTo(first.getCreationTime());
    }
  }

  private static SSLSession sessionOf(TlsServer server, SSLContext client) throws IOException {
    try (SSLSocket socket = server.client(client, "a.test")) {
      assertThat(TlsServer.greeting(socket)).isEqualTo("CN=ann h2");
      return socket.getSession();
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void onlyTheProtocolsThatAreNamedAreSpoken(TlsProvider provider) throws IOException {
    KeyFiles own = pki.write("a", pki.server("a.test"));
    ServerTlsConfig both = config(provider, own);
    ServerTlsConfig newest =
        new ServerTlsConfig(
            both.certificates(),
            both.clientAuth(),
            null,
            List.of("TLSv1.3"),
            List.of(),
            provider,
            both.reloadMillis(),
            false);
    try (TlsServer server = TlsServer.start(newest);
        SSLSocket old = server.client(pki.context(null), "a.test")) {
      old.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(old::startHandshake).isInstanceOf(IOException.class);
    }
    try (TlsServer server = TlsServer.start(both);
        SSLSocket old = server.client(pki.context(null), "a.test")) {
      old.setEnabledProtocols(new String[] {"TLSv1.2"});
      old.startHandshake();
      assertThat(old.getSession().getCipherSuite()).startsWith("TLS_ECDHE_ECDSA_WITH_AES_");
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void aNewPairIsUsedFromTheNextConnectionOn(TlsProvider provider) throws IOException {
    KeyFiles own = pki.write("a", pki.server("before", "a.test"));
    SSLContext client = pki.context(null);
    try (TlsServer server = TlsServer.start(config(provider, own));
        SSLSocket earlier = server.client(client, "a.test")) {
      pki.write("a", pki.server("after", "a.test"));
      server.tls().look();
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=after");
      assertThat(TlsServer.greeting(earlier)).isEqualTo("nobody h2");
    }
  }

  @Test
  void aPairThatCannotBeUsedLeavesTheOneBefore() throws IOException {
    KeyFiles own = pki.write("a", pki.server("before", "a.test"));
    try (TlsServer server = TlsServer.start(config(TlsProvider.AUTO, own))) {
      pki.write("a.key", pki.server("x").getPrivateKeyPEM());
      server.tls().look();
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=before");
      Files.delete(Path.of(own.certificate()));
      server.tls().look();
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=before");
      pki.write("a", pki.server("after", "a.test"));
      server.tls().look();
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=after");
    }
  }

  @Test
  void aLinkThatIsTurnedIsSeenAsKubernetesDoesIt() throws IOException {
    Path before = Files.createDirectory(directory.resolve("..1"));
    Path after = Files.createDirectory(directory.resolve("..2"));
    pki.write("..1/tls", pki.server("before", "a.test"));
    pki.write("..2/tls", pki.server("after", "a.test"));
    Path data = Files.createSymbolicLink(directory.resolve("..data"), before.getFileName());
    KeyFiles files = new KeyFiles(data.resolve("tls.pem") + "", data.resolve("tls.key") + "");
    try (TlsServer server = TlsServer.start(config(TlsProvider.AUTO, files))) {
      Path turned = Files.createSymbolicLink(directory.resolve("tmp"), after.getFileName());
      Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
      server.tls().look();
      assertThat(server.subject(pki.context(null), "a.test")).isEqualTo("CN=after");
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedWithItsName() {
    KeyFiles own = pki.write("a", pki.server("a.test"));
    pki.write("a.key", pki.server("b.test").getPrivateKeyPEM());
    assertThatThrownBy(() -> ServerTls.open(config(TlsProvider.AUTO, own), false))
        .isInstanceOf(UnusableFile.class)
        .hasMessage(own.key() + ": not the key of the first certificate in " + own.certificate());
  }
}
