package io.nearside.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A HOCON file that was read.
 *
 * @param name how it was named, for messages; null where there is no file
 * @param written as it stands in the file: its values know their lines
 * @param resolved with its substitutions replaced: a value from the environment knows no line
 */
record ConfigFile(@Nullable String name, ConfigObject written, ConfigObject resolved) {
  private static final ConfigObject EMPTY = ConfigFactory.empty().root();

  /** No file: nothing is configured. */
  static final ConfigFile NONE = new ConfigFile(null, EMPTY, EMPTY);

  private static final ConfigParseOptions AS_HOCON =
      ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);

  static ConfigFile read(Path path) throws InvalidConfig {
    if (!Files.exists(path)) {
      throw new InvalidConfig(path + ": no such file");
    }
    if (Files.isDirectory(path)) {
      throw new InvalidConfig(path + ": cannot be read: it is a directory");
    }
    if (!Files.isReadable(path)) {
      throw new InvalidConfig(path + ": cannot be read: permission denied");
    }
    try {
      Config written = ConfigFactory.parseFile(path.toFile(), AS_HOCON);
      return new ConfigFile(path.toString(), written.root(), written.resolve().root());
    } catch (ConfigException unreadable) {
      throw new InvalidConfig(HoconError.of(path.toString(), unreadable));
    }
  }

  /** The defaults. */
  static ConfigFile reference() {
    Config written =
        ConfigFactory.parseResources(ConfigFile.class.getClassLoader(), "reference.conf", AS_HOCON);
    return new ConfigFile("reference.conf", written.root(), written.root());
  }
}
