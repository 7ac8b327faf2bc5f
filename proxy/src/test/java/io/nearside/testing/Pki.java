package io.nearside.testing;

import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test, and PEM files in its directory. */
public final class Pki {
  private final Path directory;
  private final X509Bundle authority;

  private Pki(Path directory, X509Bundle authority) {
    this.directory = directory;
    this.authority = authority;
  }

  /** One whose own certificate is in {@code ca.pem}. */
  public static Pki in(Path directory) {
    return in(directory, "ca");
  }

  /** One whose own certificate is in {@code NAME.pem}. */
  public static Pki in(Path directory, String name) {
    Pki made =
        new Pki(
            directory,
            built(
                () ->
                    new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + name)
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()));
    made.write(name + ".pem", made.authority.getCertificatePEM());
    return made;
  }

  /** Where the authority's certificate of {@link #in(Path)} is. */
  public String ca() {
    return file("ca.pem");
  }

  /** The whole path of a file. */
  public String file(String name) {
    return directory.resolve(name).toString();
  }

  /** A certificate for these hosts, names or addresses. */
  public X509Bundle server(String... hosts) {
    return issue(named("CN=" + hosts[0], hosts));
  }

  /** A certificate for {@code *.domain}, which the usual builder does not make. */
  public X509Bundle wildcard(String commonName, String domain) {
    return built(
        () -> {
          KeyPair keys = server("template").getKeyPair();
          X509Certificate issuer = authority.getCertificate();
          Instant now = Instant.now();
          X509Certificate issued =
              new JcaX509CertificateConverter()
                  .getCertificate(
                      new JcaX509v3CertificateBuilder(
                              issuer,
                              BigInteger.valueOf(now.toEpochMilli()),
                              Date.from(now.minusSeconds(60)),
                              Date.from(now.plusSeconds(3600)),
                              new X500Principal("CN=" + commonName),
                              keys.getPublic())
                          .addExtension(
                              Extension.subjectAlternativeName,
                              false,
                              new GeneralNames(new GeneralName(GeneralName.dNSName, "*." + domain)))
                          .build(
                              new JcaContentSignerBuilder("SHA256withECDSA")
                                  .build(authority.getKeyPair().getPrivate())));
          return X509Bundle.fromCertificatePath(new X509Certificate[] {issued}, issuer, keys);
        });
  }

  /** A certificate of a client. */
  public X509Bundle client(String subject) {
    return issue(named(subject));
  }

  /** A certificate as it is built. */
  public X509Bundle issue(CertificateBuilder builder) {
    return built(() -> builder.buildIssuedBy(authority));
  }

  /** What {@link #server} issues, to be changed. */
  public static CertificateBuilder named(String subject, String... hosts) {
    CertificateBuilder builder = new CertificateBuilder().ecp256().subject(subject);
    for (String host : hosts) {
      if (host.matches("[0-9.]+") || host.contains(":")) {
        builder.addSanIpAddress(host);
      } else {
        builder.addSanDnsName(host);
      }
    }
    return builder;
  }

  /** Writes {@code NAME.pem} and {@code NAME.key}. */
  public KeyFiles write(String name, X509Bundle certified) {
    write(name + ".pem", certified.getCertificatePathPEM());
    write(name + ".key", certified.getPrivateKeyPEM());
    return new KeyFiles(file(name + ".pem"), file(name + ".key"));
  }

  /** Writes a file, whole at any moment. */
  public String write(String name, String content) {
    try {
      Path whole = Files.createTempFile(directory, "new", null);
      Files.writeString(whole, content);
      Files.move(
          whole,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return file(name);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a client, or a server, of the JDK is made with that trusts this authority. */
  public SSLContext context(@Nullable X509Bundle own) {
    return built(
        () -> {
          KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(keys, new TrustManager[] {authority.toTrustManager()}, new SecureRandom());
          return context;
        });
  }

  private interface Building<T> {
    T build() throws Exception;
  }

  private static <T> T built(Building<T> building) {
    try {
      return building.build();
    } catch (GeneralSecurityException failed) {
      throw new AssertionError(failed);
    } catch (Exception failed) {
      throw new AssertionError("a certificate could not be made", failed);
    }
  }
}
