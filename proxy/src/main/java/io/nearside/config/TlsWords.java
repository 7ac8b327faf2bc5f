package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;

import io.nearside.tls.Ciphers;
import io.nearside.tls.TlsProvider;
import java.util.List;
import java.util.Set;

/** What TLS of both sides is told alike. */
final class TlsWords {
  static final Syntax<Long> RELOAD = new DurationSyntax(1, DAY);
  static final Syntax<TlsProvider> PROVIDER = Syntax.word(TlsProvider.class);
  private static final Syntax<String> PROTOCOL =
      Syntax.matching("TLSv1\\.[23]", "not a protocol that is spoken here", "TLSv1.3 or TLSv1.2");

  private TlsWords() {}

  /** Never empty. */
  static List<String> protocols(Section tls) {
    List<String> protocols = tls.list("protocols", PROTOCOL);
    if (!protocols.isEmpty()) {
      return protocols;
    }
    var own = tls.own("protocols");
    if (own != null) {
      tls.findings()
          .invalid(tls.path("protocols"), own, "none; accepted: TLSv1.3 or TLSv1.2, or both");
    }
    return List.of("TLSv1.3", "TLSv1.2");
  }

  /** Empty for the defaults. */
  static List<String> ciphers(Section tls, TlsProvider provider) {
    return tls.list("ciphers", new Cipher(provider));
  }

  /** A suite that the provider knows. */
  private static final class Cipher implements Syntax<String> {
    private final TlsProvider provider;

    Cipher(TlsProvider provider) {
      this.provider = provider;
    }

    @Override
    public String parse(String text) throws NotAccepted {
      if (!Ciphers.known(provider).contains(text)) {
        throw new NotAccepted("no cipher suite of the provider", accepted());
      }
      return text;
    }

    @Override
    public String accepted() {
      Set<String> known = Ciphers.known(provider);
      return "one of " + String.join(", ", known);
    }
  }
}
