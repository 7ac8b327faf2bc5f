package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceConfTest {
  private static final Set<String> MAPS =
      Set.of(".aliases", ".ttl-by-status", ".upstreams", ".set", ".add");

  @TempDir private Path directory;

  /** What a listener's block may say in place of nearside itself. */
  private static final Pattern OF_LISTENERS =
      Pattern.compile(
          "nearside\\.(timeouts\\.(header|body|idle|total|half-closed|stream)"
              + "|limits\\.(?!body-memory).*|trusted-proxies|purge\\.allow|tls\\..*|http2\\..*)");

  @Test
  void everyKeyOfTheReferenceIsKnownAndEveryKnownKeyIsInIt() {
    ConfigText text =
        ConfigText.of(
            directory,
            "nearside.routes = [ { match { path = \"/a\" } } ]",
            "nearside.listen = [ { address = \":1\" } ]");
    SettingsReader reader = reader(text.file());
    Set<String> known = new TreeSet<>(reader.knownPaths());

    Set<String> expected = new TreeSet<>();
    ConfigObject reference = ConfigFile.reference().resolved();
    leaves("nearside", reference.get("nearside"), expected);
    leaves("nearside.routes[0]", reference.get("route"), expected);
    // A route may say what cache says.
    ConfigValue cache = reference.toConfig().getObject("nearside.cache");
    leaves("nearside.routes[0]", cache, expected);

    leaves("nearside.listen[0]", reference.get("listener"), expected);
    List.copyOf(expected).stream()
        .filter(path -> OF_LISTENERS.matcher(path).matches())
        .forEach(path -> expected.add(path.replace("nearside.", "nearside.listen[0].")));

    assertThat(known).containsExactlyElementsOf(expected);
  }

  private static SettingsReader reader(Path path) {
    try {
      ConfigFile file = ConfigFile.read(path);
      SettingsReader reader = new SettingsReader(file, ConfigText.UPSTREAM, new Findings(file));
      reader.read();
      return reader;
    } catch (InvalidConfig invalid) {
      throw new AssertionError(invalid);
    }
  }

  static void leaves(String path, ConfigValue value, Set<String> leaves) {
    // These are maps: their keys are the user's.
    boolean map = MAPS.stream().anyMatch(path::endsWith);
    if (value instanceof ConfigObject object && !map) {
      object.forEach((key, child) -> leaves(path + "." + key, child, leaves));
      return;
    }
    leaves.add(path);
  }
}
