package io.nearside.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads {@code authority.aliases}: its keys are authorities, not names that we know. */
final class Aliases {
  private Aliases() {}

  static Map<String, String> read(Section authority) {
    Map<String, String> aliases = new LinkedHashMap<>();
    ConfigValue given = authority.own("aliases");
    if (given == null || given.valueType() == ConfigValueType.NULL) {
      return aliases;
    }
    if (!(given instanceof ConfigObject block)) {
      authority
          .findings()
          .invalid(
              authority.path("aliases"),
              given,
              "not a block; accepted: { \"www.example.com\" = \"example.com\" }");
      return aliases;
    }
    Section section =
        new Section(authority.path("aliases"), block, List.of(), authority.findings());
    block.forEach((alias, value) -> read(section, alias, value, aliases));
    refuseChains(section, aliases);
    return Collections.unmodifiableMap(aliases);
  }

  private static void read(
      Section section, String alias, ConfigValue value, Map<String, String> aliases) {
    Findings findings = section.findings();
    try {
      if (value instanceof ConfigObject) {
        throw new NotAccepted("a block", "\"HOST\" = \"HOST\", a name with dots in double quotes");
      }
      String from = Authority.SYNTAX.parse(alias);
      aliases.put(from, Objects.requireNonNull(Section.scalar(value, Authority.SYNTAX, false)));
    } catch (NotAccepted refused) {
      findings.invalid(section.path(alias), value, refused.reason());
    }
  }

  private static void refuseChains(Section section, Map<String, String> aliases) {
    aliases.forEach(
        (alias, target) -> {
          ConfigValue value = section.own(alias);
          if (aliases.containsKey(target) && value != null) {
            section
                .findings()
                .invalid(
                    section.path(alias), value, "is an alias itself; accepted: what it stands for");
          }
        });
  }
}
