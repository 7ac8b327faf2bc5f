package io.nearside.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.nearside.caching.KeyRules;
import io.nearside.caching.KeyRules.Principal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a route's {@code key}. */
final class KeyReader {
  /** Fields whose values are secrets or are in the key by another name. */
  private static final Syntax<String> KEY_FIELD =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          String name = Syntax.FIELD_NAME.parse(text);
          if (name.equals("authorization")) {
            throw new NotAccepted(
                "a secret", "key.principal { header = \"Authorization\" }, which keeps a digest");
          }
          if (name.equals("cookie")) {
            throw new NotAccepted("holds all cookies", "key.cookies = [\"NAME\"]");
          }
          return name;
        }

        @Override
        public String accepted() {
          return Syntax.FIELD_NAME.accepted();
        }
      };

  private static final Syntax<String> CERTIFICATE_PART =
      Syntax.matching("subject", "unknown word", "subject");

  private KeyReader() {}

  static KeyRules read(Section key, boolean sortQuery) {
    Section query = key.section("query");
    List<String> keep = query.optionalList("keep", Syntax.PARAMETER_GLOB);
    List<String> drop = query.list("drop", Syntax.PARAMETER_GLOB);
    ConfigValue keepValue = query.own("keep");
    if (keep != null && keepValue != null && !drop.isEmpty()) {
      query
          .findings()
          .misplaced(
              query.path("keep"),
              keepValue,
              "key.query.drop is there too; accepted: one of the two, as keep drops all others");
    }
    return new KeyRules(
        sortQuery,
        keep,
        drop,
        query.value("empty-is-none", Syntax.SWITCH),
        // The order in which they are listed makes no other key.
        key.list("headers", KEY_FIELD).stream().sorted().distinct().toList(),
        key.list("cookies", Syntax.COOKIE_NAME).stream().sorted().distinct().toList(),
        principal(key));
  }

  private static @Nullable Principal principal(Section key) {
    Section principal = key.section("principal");
    String header = principal.optional("header", Syntax.FIELD_NAME);
    String cookie = principal.optional("cookie", Syntax.COOKIE_NAME);
    String certificate = principal.optional("client-certificate", CERTIFICATE_PART);
    boolean none =
        principal.own("header") == null
            && principal.own("cookie") == null
            && principal.own("client-certificate") == null;
    long named = Stream.of(header, cookie, certificate).filter(Objects::nonNull).count();
    if (key.own("principal") instanceof ConfigObject given && (none || named > 1)) {
      key.findings()
          .invalid(
              principal.path(),
              given,
              "not one name; accepted: { header = NAME }, { cookie = NAME } or"
                  + " { client-certificate = subject }");
    }
    if (header != null) {
      return new Principal.Header(header);
    }
    if (cookie != null) {
      return new Principal.Cookie(cookie);
    }
    return certificate == null ? null : new Principal.Certificate();
  }
}
