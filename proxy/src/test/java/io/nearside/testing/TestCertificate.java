package io.nearside.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** The certificate that the sidecars of a process show, made once; it is for 127.0.0.1. */
final class TestCertificate {
  private static final TestCertificate INSTANCE = new TestCertificate();

  private final String conf;
  private final SSLContext trusting;

  private TestCertificate() {
    try {
      X509Bundle bundle =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=127.0.0.1")
              .addSanIpAddress("127.0.0.1")
              .addSanDnsName("test")
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
      conf =
          "tls { cert = \"%s\", key = \"%s\" }"
              .formatted(bundle.toTempCertChainPem(), bundle.toTempPrivateKeyPem());
      trusting = SSLContext.getInstance("TLS");
      trusting.init(null, new TrustManager[] {bundle.toTrustManager()}, null);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A listener's key that shows it. */
  static String conf() {
    return INSTANCE.conf;
  }

  /** TLS over a connected socket, HTTP/2 agreed on. */
  static SSLSocket http2(Socket plain, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            INSTANCE.trusting.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    if (!"h2".equals(socket.getApplicationProtocol())) {
      throw new IOException("the server agreed on " + socket.getApplicationProtocol());
    }
    return socket;
  }
}
