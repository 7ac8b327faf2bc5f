package io.nearside.tls;

import io.netty.pkitesting.X509Bundle;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that shows what it was not asked for. */
final class StrangeClient {
  private StrangeClient() {}

  /** One that trusts anybody and shows this certificate, whoever is asked for. */
  static SSLContext showing(X509Bundle shown) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown.toKeyManagerFactory().getKeyManagers(),
          new TrustManager[] {new Anybody()},
          new SecureRandom());
      return context;
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
