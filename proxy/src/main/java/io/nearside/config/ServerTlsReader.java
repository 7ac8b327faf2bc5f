package io.nearside.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.tls.ServerTlsConfig;
import io.nearside.tls.ServerTlsConfig.ClientAuthentication;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.nearside.tls.TlsProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a listener's TLS. */
final class ServerTlsReader {
  private ServerTlsReader() {}

  /** What its block {@code tls} says; null where it names no certificate. */
  static @Nullable ServerTlsConfig read(Section listener) {
    Section tls = listener.section("tls");
    List<KeyFiles> certificates = certificates(tls);
    ClientAuthentication auth = tls.value("client-auth", Syntax.word(ClientAuthentication.class));
    String clientCa = tls.optional("client-ca", TlsFiles.CERTIFICATES);
    TlsProvider provider = tls.value("provider", TlsWords.PROVIDER);
    ServerTlsConfig config =
        new ServerTlsConfig(
            certificates,
            auth,
            clientCa,
            TlsWords.protocols(tls),
            TlsWords.ciphers(tls, provider),
            provider,
            tls.value("reload", TlsWords.RELOAD),
            tls.value("client-cert-field", Syntax.SWITCH));
    checkTogether(tls, config);
    return certificates.isEmpty() ? null : config;
  }

  private static void checkTogether(Section tls, ServerTlsConfig config) {
    boolean asks = config.clientAuth() != ClientAuthentication.NONE;
    ConfigValue auth = tls.own("client-auth");
    ConfigValue ca = tls.own("client-ca");
    if (asks && auth != null && config.clientCa() == null && isNone(ca)) {
      tls.findings()
          .invalid(
              tls.path("client-auth"),
              auth,
              "nobody is trusted for it; accepted: with client-ca, the file of whom to trust");
    }
    if (!asks && ca != null && config.clientCa() != null) {
      tls.findings()
          .warn(tls.path("client-ca"), ca, "of no use: client-auth = none asks for no certificate");
    }
    boolean given = !isNone(tls.own("cert")) || !isNone(tls.own("certificates"));
    if (asks && auth != null && !given && config.certificates().isEmpty()) {
      tls.findings().missing(tls.path("cert"), "not given; client-auth needs TLS, and TLS this");
    }
  }

  private static boolean isNone(@Nullable ConfigValue value) {
    return value == null || value.valueType() == ConfigValueType.NULL;
  }

  private static List<KeyFiles> certificates(Section tls) {
    List<KeyFiles> all = new ArrayList<>();
    KeyFiles single = TlsFiles.pair(tls);
    if (single != null) {
      all.add(single);
    }
    for (Section entry : entries(tls)) {
      KeyFiles pair = TlsFiles.pair(entry);
      if (pair != null) {
        all.add(pair);
      } else if (entry.own("cert") == null && entry.own("key") == null) {
        entry.findings().missing(entry.path(), "empty; accepted: { cert = FILE, key = FILE }");
      }
      entry.finish();
    }
    return List.copyOf(all);
  }

  private static List<Section> entries(Section tls) {
    ConfigValue given = tls.own("certificates");
    for (var layer : tls.layers()) {
      given = given == null ? layer.get("certificates") : given;
    }
    if (given == null || given.valueType() == ConfigValueType.NULL) {
      return List.of();
    }
    String path = tls.path("certificates");
    if (!(given instanceof ConfigList list)) {
      tls.findings().invalid(path, given, "not a list; accepted: [ { cert = FILE, key = FILE } ]");
      return List.of();
    }
    List<Section> entries = new ArrayList<>();
    for (ConfigValue entry : list) {
      String each = path + "[" + entries.size() + "]";
      entries.add(new Section(each, entry, List.of(), tls.findings()));
    }
    return entries;
  }
}
