package io.nearside.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The certificates of a PEM file, in its order. */
public final class Certificates {
  private static final int DNS_NAME = 2;

  private Certificates() {}

  /**
   * Reads them.
   *
   * @throws UnusableFile when there are none, or one of them cannot be read
   */
  public static List<X509Certificate> read(String file) throws UnusableFile {
    List<X509Certificate> found = new ArrayList<>();
    for (Pem.Block block : Pem.read(file)) {
      if (block.label().endsWith("CERTIFICATE")) {
        found.add(parse(block));
      }
    }
    if (found.isEmpty()) {
      throw new UnusableFile(file, "no certificate in it");
    }
    return List.copyOf(found);
  }

  private static X509Certificate parse(Pem.Block block) throws UnusableFile {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException unreadable) {
      throw new UnusableFile(block.file(), "not a certificate, " + unreadable.getMessage());
    }
  }

  /**
   * The names of hosts that a certificate is for, lower case.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9525#section-6.3
   */
  static List<String> hostNames(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.get(0).equals(DNS_NAME)) {
            names.add(((String) alternative.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      // A certificate without names still answers those who ask for none.
    }
    return names;
  }
}
