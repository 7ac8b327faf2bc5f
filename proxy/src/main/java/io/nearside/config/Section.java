package io.nearside.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A block of the file that is being read, over the blocks that hold where it says nothing: the last
 * one is the reference configuration, so every key has a value.
 *
 * <p>Errors are told of the file's own values only, and reading goes on with the next layer, so
 * that one run finds them all. Which keys were asked for is remembered: every other one is unknown.
 */
final class Section {
  private static final ConfigObject EMPTY = ConfigFactory.empty().root();

  private final String path;
  private final ConfigObject own;
  private final ConfigValue value;
  private final List<ConfigObject> otherwise;
  private final Findings findings;
  private final Map<String, @Nullable Section> known = new LinkedHashMap<>();

  /** What stands in the place of this block without being one. */
  private final @Nullable ConfigValue noBlock;

  Section(String path, @Nullable ConfigValue own, List<ConfigObject> otherwise, Findings findings) {
    boolean none = own == null || own.valueType() == ConfigValueType.NULL;
    this.path = path;
    this.own = own instanceof ConfigObject object ? object : EMPTY;
    this.noBlock = none || own instanceof ConfigObject ? null : own;
    this.value = own == null ? EMPTY : own;
    this.otherwise = otherwise;
    this.findings = findings;
  }

  String path() {
    return path;
  }

  /** The whole block as it stands in the file. */
  ConfigValue value() {
    return value;
  }

  /** {@code nearside.routes[0]} and {@code ttl} to {@code nearside.routes[0].ttl}. */
  String path(String key) {
    String name = key.matches("[A-Za-z0-9_-]+") ? key : ConfigUtil.quoteString(key);
    return path.isEmpty() ? name : path + "." + name;
  }

  Findings findings() {
    return findings;
  }

  /** What the file itself says; null where it says nothing. */
  @Nullable ConfigValue own(String key) {
    known.putIfAbsent(key, null);
    return own.get(key);
  }

  /** The blocks below this one's own values, the nearest first. */
  List<ConfigObject> layers() {
    List<ConfigObject> layers = new ArrayList<>();
    layers.add(own);
    layers.addAll(otherwise);
    return layers;
  }

  Section section(String key) {
    Section known = this.known.get(key);
    if (known != null) {
      return known;
    }
    List<ConfigObject> below = new ArrayList<>();
    for (ConfigObject layer : otherwise) {
      if (layer.get(key) instanceof ConfigObject object) {
        below.add(object);
      }
    }
    Section section = new Section(path(key), own.get(key), below, findings);
    this.known.put(key, section);
    return section;
  }

  /** A value that is always there. */
  <T> T value(String key, Syntax<T> syntax) {
    T value = read(key, syntax, false);
    if (value == null) {
      throw new IllegalStateException("no default of " + path(key));
    }
    return value;
  }

  /** A value that may be {@code null}, which means none. */
  <T> @Nullable T optional(String key, Syntax<T> syntax) {
    return read(key, syntax, true);
  }

  private <T> @Nullable T read(String key, Syntax<T> syntax, boolean nullable) {
    ConfigValue mine = own(key);
    if (mine != null) {
      try {
        return scalar(mine, syntax, nullable);
      } catch (NotAccepted refused) {
        findings.invalid(path(key), mine, refused.reason());
      }
    }
    for (ConfigObject layer : otherwise) {
      ConfigValue inherited = layer.get(key);
      try {
        if (inherited != null) {
          return scalar(inherited, syntax, nullable);
        }
      } catch (NotAccepted refused) {
        // It is told where it stands; the next layer lets the reading go on.
      }
    }
    return null;
  }

  /** A list whose default is empty. */
  <T> List<T> list(String key, Syntax<T> each) {
    List<T> list = optionalList(key, each);
    return list == null ? List.of() : list;
  }

  /** A list that may be {@code null}, which means none. */
  <T> @Nullable List<T> optionalList(String key, Syntax<T> each) {
    ConfigValue value = own(key);
    for (ConfigObject layer : otherwise) {
      value = value == null ? layer.get(key) : value;
    }
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return null;
    }
    if (!(value instanceof ConfigList values)) {
      findings.invalid(path(key), value, "not a list; accepted: [ ... ] of " + each.accepted());
      return null;
    }
    List<T> list = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      try {
        list.add(Objects.requireNonNull(scalar(values.get(i), each, false)));
      } catch (NotAccepted refused) {
        findings.invalid(path(key) + "[" + i + "]", values.get(i), refused.reason());
      }
    }
    return List.copyOf(list);
  }

  static <T> @Nullable T scalar(ConfigValue value, Syntax<T> syntax, boolean nullable)
      throws NotAccepted {
    return switch (value.valueType()) {
      case STRING -> syntax.parse((String) value.unwrapped());
      case NUMBER, BOOLEAN -> syntax.parse(value.render());
      case LIST -> throw new NotAccepted("a list", syntax.accepted());
      case OBJECT -> throw new NotAccepted("a block", syntax.accepted());
      case NULL -> {
        if (nullable) {
          yield null;
        }
        throw new NotAccepted("no value", syntax.accepted());
      }
    };
  }

  /** The keys of this block and of those in it that were asked for, each with its path. */
  Set<String> knownPaths() {
    Set<String> paths = new TreeSet<>();
    known.forEach(
        (key, section) -> {
          if (section == null) {
            paths.add(path(key));
          } else {
            paths.addAll(section.knownPaths());
          }
        });
    return paths;
  }

  /** Called when everything was read: whatever else is there is an error. */
  void finish() {
    if (noBlock != null) {
      findings.invalid(
          path,
          noBlock,
          "not a block; accepted: { ... } with " + String.join(", ", known.keySet()));
    }
    own.forEach(
        (key, value) -> {
          if (!known.containsKey(key)) {
            findings.misplaced(path(key), value, "unknown key; " + instead(key));
          }
        });
    for (Section section : known.values()) {
      if (section != null) {
        section.finish();
      }
    }
  }

  private String instead(String key) {
    String meant = Suggestion.of(key, known.keySet());
    if (meant == null && path.isEmpty()) {
      return "everything stands in nearside { ... }";
    }
    return meant == null
        ? "known here: " + String.join(", ", known.keySet())
        : "did you mean \"" + meant + "\"?";
  }
}
