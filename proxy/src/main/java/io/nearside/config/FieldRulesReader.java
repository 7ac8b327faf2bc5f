package io.nearside.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.caching.FieldRules;
import io.nearside.caching.FieldRules.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Reads {@code request-headers} and {@code response-headers}: their keys are field names. */
final class FieldRulesReader {
  /** https://www.rfc-editor.org/rfc/rfc9110#section-5.5; what is sent is not more than ASCII. */
  private static final Syntax<String> VALUE =
      Syntax.matching(
          "|[\\x21-\\x7e]([\\x20-\\x7e\\t]*[\\x21-\\x7e])?",
          "not a field value",
          "printable ASCII without spaces at its ends");

  private final Section block;
  private final RuledNames names;

  private FieldRulesReader(Section block, RuledNames names) {
    this.block = block;
    this.names = names;
  }

  static FieldRules ofRequests(Section block) {
    return new FieldRulesReader(block, RuledNames.OF_REQUESTS).read();
  }

  static FieldRules ofResponses(Section block) {
    return new FieldRulesReader(block, RuledNames.OF_RESPONSES).read();
  }

  private FieldRules read() {
    List<String> remove =
        block.list("remove", names.toRemove()).stream().sorted().distinct().toList();
    return new FieldRules(remove, lines("set"), lines("add"));
  }

  /** In the order of their names: two files that say the same are the same. */
  private List<Line> lines(String key) {
    ConfigValue given = block.own(key);
    if (given == null || given.valueType() == ConfigValueType.NULL) {
      return List.of();
    }
    if (!(given instanceof ConfigObject fields)) {
      block
          .findings()
          .misplaced(block.path(key), given, "not a block; accepted: { X-Name = \"value\" }");
      return List.of();
    }
    Section section = new Section(block.path(key), fields, List.of(), block.findings());
    List<Line> lines = new ArrayList<>();
    TreeMap<String, ConfigValue> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fields.keySet().stream().sorted().forEach(name -> sorted.put(name, fields.get(name)));
    if (sorted.size() < fields.size()) {
      block
          .findings()
          .misplaced(block.path(key), given, "a name is there in upper and in lower case");
    }
    sorted.forEach((name, value) -> read(section, name, value, lines));
    return lines;
  }

  /** A value may be a secret: none is told. */
  private void read(Section section, String name, ConfigValue value, List<Line> lines) {
    try {
      names.toSay().parse(name);
      if (value instanceof ConfigList values) {
        for (ConfigValue each : values) {
          lines.add(new Line(name, value(each)));
        }
      } else {
        lines.add(new Line(name, value(value)));
      }
    } catch (NotAccepted refused) {
      section.findings().misplaced(section.path(name), value, refused.reason());
    }
  }

  private static String value(ConfigValue value) throws NotAccepted {
    return Objects.requireNonNull(Section.scalar(value, VALUE, false));
  }
}
