package io.nearside.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a file and its overrides, gathered while they are read. */
final class Findings {
  private static final Pattern STEP =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\[(\\d+)]|([^.\\[\\]\"]+)");
  private static final int MAX_SHOWN = 120;

  private final ConfigFile file;
  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  /** Kept with its line so that all can be told in the order of the file. */
  private record Finding(int line, String text) {}

  Findings(ConfigFile file) {
    this.file = file;
  }

  /** A value that is not what it should be. */
  void invalid(String path, ConfigValue value, String reason) {
    boolean ofEnvironment = value.origin().description().contains("env variables");
    boolean secret = Secrets.isSecret(path) || (ofEnvironment && Secrets.KEYS.contains(path));
    String shown = secret ? "***" : shown(value);
    String from = ofEnvironment ? " (from the environment)" : "";
    errors.add(at(value.origin(), path, path + " = " + shown + from + ": " + reason));
  }

  /** A key that is not what it should be, whatever its value. The value is not printed. */
  void misplaced(String path, ConfigValue value, String reason) {
    errors.add(at(value.origin(), path, path + ": " + reason));
  }

  /** Something that is not there. */
  void missing(String path, String reason) {
    errors.add(new Finding(Integer.MAX_VALUE, inFile() + path + ": " + reason));
  }

  /** A flag's value that is not what it should be. */
  void invalidFlag(String flag, String value, String reason) {
    errors.add(new Finding(0, flag + " " + Secrets.masked(value) + ": " + reason));
  }

  void warn(String path, @Nullable ConfigValue value, String reason) {
    if (value == null) {
      warnings.add(new Finding(Integer.MAX_VALUE, inFile() + path + ": " + reason));
      return;
    }
    warnings.add(at(value.origin(), path, path + ": " + reason));
  }

  void throwIfAny() throws InvalidConfig {
    if (!errors.isEmpty()) {
      throw new InvalidConfig(texts(errors));
    }
  }

  List<String> warnings() {
    return texts(warnings);
  }

  private static List<String> texts(List<Finding> findings) {
    return findings.stream()
        .sorted((a, b) -> Integer.compare(a.line(), b.line()))
        .map(Finding::text)
        .distinct()
        .toList();
  }

  private Finding at(ConfigOrigin valueOrigin, String path, String text) {
    ConfigOrigin origin = valueOrigin.lineNumber() > 0 ? valueOrigin : writtenOrigin(path);
    if (origin == null || origin.lineNumber() < 1) {
      return new Finding(Integer.MAX_VALUE, inFile() + text);
    }
    String name = origin.filename() == null ? file.name() : origin.filename();
    return new Finding(origin.lineNumber(), name + ":" + origin.lineNumber() + ": " + text);
  }

  private String inFile() {
    String name = file.name();
    return name == null ? "" : name + ": ";
  }

  /** Where the substitution stands whose value came from elsewhere. */
  private @Nullable ConfigOrigin writtenOrigin(String path) {
    ConfigValue value = file.written();
    Matcher step = STEP.matcher(path);
    try {
      while (value != null && step.find()) {
        value = stepInto(value, step);
      }
    } catch (ConfigException.NotResolved deeper) {
      // The place is inside of what the substitution gave: then the place is the substitution.
      return value == null ? null : value.origin();
    }
    return value == null ? null : value.origin();
  }

  private static @Nullable ConfigValue stepInto(ConfigValue value, Matcher step) {
    if (step.group(2) != null) {
      int index = Integer.parseInt(step.group(2));
      return value instanceof ConfigList list && index < list.size() ? list.get(index) : null;
    }
    String key = step.group(1) == null ? step.group(3) : step.group(1);
    return value instanceof ConfigObject object ? object.get(key) : null;
  }

  private static String shown(ConfigValue value) {
    String text =
        value.valueType() == ConfigValueType.OBJECT
            ? "{ ... }"
            : Secrets.masked(value.render(ConfigRenderOptions.concise()));
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }
}
