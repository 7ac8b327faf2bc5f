package io.nearside.config;

import com.typesafe.config.ConfigValue;
import io.nearside.tls.Certificates;
import io.nearside.tls.Identity;
import io.nearside.tls.PrivateKeys;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.nearside.tls.UnusableFile;
import org.jspecify.annotations.Nullable;

/** The PEM files of TLS: read once when they are named, so that a mistake is told with its line. */
final class TlsFiles {
  private interface Check {
    void read(String file) throws UnusableFile;
  }

  static final Syntax<String> CERTIFICATES =
      syntax(Certificates::read, "the path of a PEM file with certificates");
  static final Syntax<String> PRIVATE_KEY =
      syntax(
          PrivateKeys::read,
          "the path of a PEM file with an unencrypted private key (PKCS#8, PKCS#1 or SEC1)");

  private TlsFiles() {}

  private static Syntax<String> syntax(Check check, String accepted) {
    return new Syntax<>() {
      @Override
      public String parse(String text) throws NotAccepted {
        try {
          check.read(text);
          return text;
        } catch (UnusableFile unusable) {
          throw new NotAccepted(unusable.reason(), accepted);
        }
      }

      @Override
      public String accepted() {
        return accepted;
      }
    };
  }

  /** {@code cert} and {@code key} of a block, or null where there are none. */
  static @Nullable KeyFiles pair(Section section) {
    String cert = section.optional("cert", CERTIFICATES);
    String key = section.optional("key", PRIVATE_KEY);
    if (cert != null && key != null) {
      KeyFiles files = new KeyFiles(cert, key);
      check(section, files);
      return files;
    }
    String lone = cert == null ? key == null ? null : "key" : "cert";
    String other = cert == null ? "cert" : "key";
    // Where the other one is there but cannot be used, that was told.
    if (lone != null && section.own(other) == null) {
      section
          .findings()
          .missing(section.path(other), "not given; accepted: the file that goes with " + lone);
    }
    return null;
  }

  private static void check(Section section, KeyFiles files) {
    try {
      String doubt = Identity.read(files).doubt(System.currentTimeMillis());
      if (doubt != null) {
        section.findings().warn(section.path("cert"), section.own("cert"), doubt);
      }
    } catch (UnusableFile unusable) {
      ConfigValue value = section.own("key");
      if (value == null) {
        section.findings().missing(section.path("key"), unusable.reason());
      } else {
        section
            .findings()
            .invalid(section.path("key"), value, unusable.reason() + "; accepted: its own key");
      }
    }
  }
}
