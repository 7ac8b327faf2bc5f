package io.nearside.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Pki;
import io.nearside.tls.ClientTlsConfig.Verify;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Against a server of the JDK. */
@ExtendWith(BufferLeaks.class)
class ClientTlsTest {
  @TempDir private Path directory;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private Pki pki;

  @BeforeEach
  void authority() {
    pki = Pki.in(directory);
  }

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private ClientTlsConfig config(TlsProvider provider, Verify verify, @Nullable String name) {
    return config(provider, verify, name, null, pki.ca());
  }

  private static ClientTlsConfig config(
      TlsProvider provider,
      Verify verify,
      @Nullable String name,
      @Nullable KeyFiles key,
      @Nullable String ca) {
    return new ClientTlsConfig(
        verify, ca, key, name, List.of("TLSv1.3", "TLSv1.2"), List.of(), provider, 3_600_000);
  }

  /** Whom the server saw, which name it was asked for and what was agreed on; or the failure. */
  private String shaken(X509Bundle server, ClientTlsConfig config, String host) throws Exception {
    try (SSLServerSocket listening = listen(server);
        ClientTls tls = ClientTls.open(config, "h2", "http/1.1")) {
      CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> accept(listening));
      SslHandler handler = tls.newHandler(host, listening.getLocalPort());
      Channel channel = connect(listening.getLocalPort(), handler);
      try {
        handler.handshakeFuture().get(10, TimeUnit.SECONDS);
        return seen.get(10, TimeUnit.SECONDS);
      } finally {
        channel.close().syncUninterruptibly();
      }
    }
  }

  private SSLServerSocket listen(X509Bundle server) throws IOException {
    SSLServerSocket listening =
        (SSLServerSocket)
            pki.context(server)
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    SSLParameters parameters = listening.getSSLParameters();
    parameters.setWantClientAuth(true);
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    listening.setSSLParameters(parameters);
    listening.setSoTimeout(10_000);
    return listening;
  }

  private static String accept(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
      var names = session.getRequestedServerNames();
      String name = names.isEmpty() ? "no name" : new String(names.get(0).getEncoded());
      return peer(session) + ", " + name + ", " + socket.getApplicationProtocol();
    } catch (IOException failed) {
      return failed.getClass().getSimpleName();
    }
  }

  private static String peer(ExtendedSSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException nobody) {
      return "nobody";
    }
  }

  private Channel connect(int port, SslHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler);
              }
            })
        .connect("127.0.0.1", port)
        .syncUninterruptibly()
        .channel();
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void theHostIsNamedAndVerified(TlsProvider provider) throws Exception {
    ClientTlsConfig full = config(provider, Verify.FULL, null);
    assertThat(shaken(pki.server("backend.test"), full, "backend.test"))
        .isEqualTo("nobody, backend.test, http/1.1");
    assertThat(shaken(pki.server("backend"), full, "backend"))
        .isEqualTo("nobody, backend, http/1.1");
    assertThatThrownBy(() -> shaken(pki.server("other.test"), full, "backend.test"))
        .hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void anAddressIsVerifiedAgainstAddressesAndNotNamed(TlsProvider provider) throws Exception {
    ClientTlsConfig full = config(provider, Verify.FULL, null);
    assertThat(shaken(pki.server("x.test", "127.0.0.1"), full, "127.0.0.1"))
        .isEqualTo("nobody, no name, http/1.1");
    assertThat(shaken(pki.server("x.test", "::1"), full, "[::1]"))
        .isEqualTo("nobody, no name, http/1.1");
    assertThatThrownBy(() -> shaken(pki.server("x.test"), full, "127.0.0.1"))
        .hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void anotherNameMayBeAskedFor(TlsProvider provider) throws Exception {
    ClientTlsConfig named = config(provider, Verify.FULL, "public.test");
    assertThat(shaken(pki.server("public.test"), named, "127.0.0.1"))
        .isEqualTo("nobody, public.test, http/1.1");
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void onlyAnAuthorityThatIsTrustedIsBelieved(TlsProvider provider) throws Exception {
    Pki others = Pki.in(directory, "others");
    X509Bundle stranger = others.server("backend.test");
    for (Verify verify : new Verify[] {Verify.FULL, Verify.CA}) {
      assertThatThrownBy(() -> shaken(stranger, config(provider, verify, null), "backend.test"))
          .hasCauseInstanceOf(javax.net.ssl.SSLException.class);
    }
    ClientTlsConfig whomTheJdkTrusts = config(provider, Verify.FULL, null, null, null);
    assertThatThrownBy(() -> shaken(pki.server("backend.test"), whomTheJdkTrusts, "backend.test"))
        .hasCauseInstanceOf(javax.net.ssl.SSLException.class);
    assertThat(shaken(stranger, config(provider, Verify.NONE, null), "backend.test"))
        .contains("backend.test");
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void theNameDoesNotCountWhereOnlyTheChainIsChecked(TlsProvider provider) throws Exception {
    ClientTlsConfig chainOnly = config(provider, Verify.CA, null);
    assertThat(shaken(pki.server("other.test"), chainOnly, "backend.test"))
        .isEqualTo("nobody, backend.test, http/1.1");
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void theOwnCertificateIsShown(TlsProvider provider) throws Exception {
    KeyFiles own = pki.write("own", pki.client("CN=sidecar"));
    ClientTlsConfig config = config(provider, Verify.FULL, null, own, pki.ca());
    assertThat(shaken(pki.server("backend.test"), config, "backend.test"))
        .startsWith("CN=sidecar, ");
  }

  @ParameterizedTest
  @EnumSource(value = TlsProvider.class, mode = Mode.EXCLUDE, names = "AUTO")
  void aConnectionForHttp1OffersNothingElse(TlsProvider provider) throws Exception {
    ClientTlsConfig config = config(provider, Verify.FULL, null);
    assertThat(chosen(config, true)).isEqualTo("http/1.1");
    assertThat(chosen(config, false)).isEqualTo("h2");
  }

  /** What a server chooses that likes HTTP/2 best. */
  private String chosen(ClientTlsConfig config, boolean http1) throws Exception {
    try (SSLServerSocket listening = listen(pki.server("backend.test"));
        ClientTls tls = ClientTls.open(config, "h2", "http/1.1")) {
      SSLParameters parameters = listening.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      listening.setSSLParameters(parameters);
      CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> accept(listening));
      int port = listening.getLocalPort();
      SslHandler handler =
          http1 ? tls.newHttp1Handler("backend.test", port) : tls.newHandler("backend.test", port);
      Channel channel = connect(port, handler);
      try {
        handler.handshakeFuture().get(10, TimeUnit.SECONDS);
        String all = seen.get(10, TimeUnit.SECONDS);
        return all.substring(all.lastIndexOf(' ') + 1);
      } finally {
        channel.close().syncUninterruptibly();
      }
    }
  }
}
