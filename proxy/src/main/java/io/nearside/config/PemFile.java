package io.nearside.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file that can be read and holds what it should. https://www.rfc-editor.org/rfc/rfc7468 */
final class PemFile {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final String ACCEPTED_KEY =
      "the path of a PEM file with one unencrypted PKCS#8 key (BEGIN PRIVATE KEY)";

  /** Certificates, one after the other. */
  static final Syntax<Path> CERTIFICATES =
      new Syntax<>() {
        @Override
        public Path parse(String text) throws NotAccepted {
          Path path = path(text, accepted());
          byte[] pem = read(path, accepted()).getBytes(StandardCharsets.ISO_8859_1);
          try {
            var found =
                CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
              return path;
            }
          } catch (CertificateException unreadable) {
            throw new NotAccepted("not certificates, " + unreadable.getMessage(), accepted());
          }
          throw new NotAccepted("no certificate in it", accepted());
        }

        @Override
        public String accepted() {
          return "the path of a PEM file with certificates";
        }
      };

  /** A private key. */
  static final Syntax<Path> PRIVATE_KEY =
      new Syntax<>() {
        @Override
        public Path parse(String text) throws NotAccepted {
          Path path = path(text, accepted());
          checkKey(read(path, accepted()));
          return path;
        }

        @Override
        public String accepted() {
          return ACCEPTED_KEY;
        }
      };

  private PemFile() {}

  private static Path path(String text, String accepted) throws NotAccepted {
    try {
      return Path.of(text);
    } catch (InvalidPathException unreadable) {
      throw new NotAccepted("not a path", accepted);
    }
  }

  private static String read(Path path, String accepted) throws NotAccepted {
    try {
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new NotAccepted("no such file", accepted);
    } catch (IOException unreadable) {
      boolean directory = Files.isDirectory(path);
      throw new NotAccepted(directory ? "a directory" : "cannot be read", accepted);
    }
  }

  private static void checkKey(String pem) throws NotAccepted {
    Matcher form = KEY.matcher(pem);
    if (!form.find()) {
      throw new NotAccepted(insteadOfKey(pem), ACCEPTED_KEY);
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(form.group(1));
      if (!isKey(new PKCS8EncodedKeySpec(der))) {
        throw new NotAccepted("a key of no known kind", ACCEPTED_KEY);
      }
    } catch (IllegalArgumentException notBase64) {
      throw new NotAccepted("not a PEM file", ACCEPTED_KEY);
    }
  }

  private static String insteadOfKey(String pem) {
    if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
      return "the key is encrypted";
    }
    return pem.contains("PRIVATE KEY-----")
        ? "the key is not PKCS#8 (openssl pkcs8 -topk8 -nocrypt makes it so)"
        : "no key in it";
  }

  private static boolean isKey(PKCS8EncodedKeySpec encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        return true;
      } catch (GeneralSecurityException another) {
        // The next algorithm.
      }
    }
    return false;
  }
}
