package io.nearside.store.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A made-up authority and what it signs, made by the JDK's keytool in a directory. */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path directory;

  /** Makes the authority. */
  Certificates(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-keystore",
        "ca.p12",
        "-dname",
        "CN=made up",
        "-ext",
        "bc:c");
    keytool("-exportcert", "-rfc", "-alias", "ca", "-keystore", "ca.p12", "-file", "ca.pem");
  }

  Path ca() {
    return directory.resolve("ca.pem");
  }

  /** Signs a certificate for this name, e.g. {@code dns:localhost}. */
  Certificates sign(String alias, String alternativeName) throws IOException {
    String store = alias + ".p12";
    keytool("-genkeypair", "-alias", alias, "-keystore", store, "-dname", "CN=" + alias);
    keytool("-certreq", "-alias", alias, "-keystore", store, "-file", alias + ".csr");
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-keystore",
        "ca.p12",
        "-infile",
        alias + ".csr",
        "-outfile",
        alias + ".pem",
        "-ext",
        "san=" + alternativeName);
    keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", store, "-file", "ca.pem");
    keytool(
        "-importcert", "-noprompt", "-alias", alias, "-keystore", store, "-file", alias + ".pem");
    return this;
  }

  Path certificate(String alias) {
    return directory.resolve(alias + ".pem");
  }

  /** Writes its private key as PKCS#8. */
  Path key(String alias) throws IOException, GeneralSecurityException {
    byte[] der = store(alias).getKey(alias, PASSWORD.toCharArray()).getEncoded();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(alias + ".key"),
        "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
  }

  /** What a server that shows this certificate works with; it trusts the authority. */
  SSLContext server(String alias) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(alias), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, null);
    Certificate ca = store("ca").getCertificate("ca");
    authority.setCertificateEntry("ca", ca);
    trust.init(authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private KeyStore store(String alias) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(directory.resolve(alias + ".p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    }
  }

  private void keytool(String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool");
    line.addAll(List.of(arguments));
    line.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    if (arguments[0].equals("-genkeypair")) {
      line.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    }
    Process process =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", line) + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
