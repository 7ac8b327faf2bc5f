package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.nearside.caching.KeyRules.Principal;
import io.nearside.caching.Route;
import io.nearside.caching.Route.PurgePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that people start from. */
class ShippedConfTest {
  private static final Path CONF = Path.of(System.getProperty("basedir", "."), "..", "conf");

  private static Loaded load(String name) throws InvalidConfig {
    return ConfigLoader.load(CONF.resolve(name), ConfigText.UPSTREAM, 1L << 30);
  }

  @Test
  void nearsideConfLoadsAndChangesNothing() throws InvalidConfig {
    Loaded loaded = load("nearside.conf");
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.settings())
        .isEqualTo(ConfigLoader.load(null, ConfigText.UPSTREAM).settings());
  }

  @Test
  void nearsideConfHasEveryKeyWithItsDefault() throws InvalidConfig {
    ConfigObject shipped = ConfigFile.read(CONF.resolve("nearside.conf")).resolved();
    ConfigObject reference = ConfigFile.reference().resolved();

    assertThat(shipped.get("nearside")).isEqualTo(reference.get("nearside"));
  }

  @Test
  void nearsideConfShowsEveryKeyOfARoute() throws IOException {
    String text = Files.readString(CONF.resolve("nearside.conf"));
    String routes = text.substring(text.indexOf("# routes = ["));
    ConfigValue reference = ConfigFile.reference().resolved().get("route");

    Set<String> keys = new TreeSet<>();
    ReferenceConfTest.leaves("", reference, keys);
    assertThat(keys).isNotEmpty();
    for (String key : keys) {
      assertThat(routes).contains(key.substring(key.lastIndexOf('.') + 1) + " = ");
    }
  }

  @Test
  void theRouteOfNearsideConfLoadsOnceItIsUncommented() throws Exception {
    String text = Files.readString(CONF.resolve("nearside.conf"));
    String routes =
        text.substring(text.indexOf("# routes = ["))
            .lines()
            .map(line -> line.replaceFirst("^\\s*# ?", ""))
            .reduce("", (all, line) -> all + "\n" + line);
    Path file = Files.createTempFile("nearside", ".conf");
    try {
      Files.writeString(file, "nearside {" + routes);
      Settings settings = ConfigLoader.load(file, ConfigText.UPSTREAM).settings();
      assertThat(settings.routes())
          .extracting(Route::name)
          .containsExactly("/catalog/{id}", "default");
    } finally {
      Files.delete(file);
    }
  }

  /** The example of a list of listeners, uncommented. */
  private static String listeners() throws IOException {
    String text = Files.readString(CONF.resolve("nearside.conf"));
    StringBuilder example = new StringBuilder();
    for (String line : text.substring(text.indexOf("# listen = [")).lines().toList()) {
      example.append(line.replaceFirst("^\\s*# ?", "")).append('\n');
      if (line.equals("  # ]")) {
        break;
      }
    }
    return example.toString();
  }

  @Test
  void nearsideConfShowsEveryKeyOfAListener() throws IOException {
    Set<String> keys = new TreeSet<>();
    ReferenceConfTest.leaves("", ConfigFile.reference().resolved().get("listener"), keys);
    assertThat(keys).isNotEmpty();
    for (String key : keys) {
      assertThat(listeners()).contains(key.substring(1) + " = ");
    }
  }

  @Test
  void theListenersOfNearsideConfLoadOnceTheyAreUncommented(@TempDir Path directory)
      throws Exception {
    Settings settings = ConfigText.of(directory, "nearside {", listeners(), "}").load().settings();
    assertThat(settings.server().listeners())
        .extracting(listener -> listener.address().toString())
        .containsExactly("0.0.0.0:8080", "unix:/run/nearside.sock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fastapi.conf",
        "per-user.conf",
        "purge-on-write.conf",
        "several-backends.conf",
        "static.conf"
      })
  void everyRecipeNeedsOnlyAnUpstream(String recipe) throws Exception {
    Loaded loaded = load("recipes/" + recipe);
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.settings().routes()).hasSizeGreaterThan(2);
    assertThat(Files.readString(CONF.resolve("recipes/" + recipe))).contains("curl -si localhost");
  }

  @Test
  void noRecipeIsUntested() throws IOException {
    try (var files = Files.list(CONF.resolve("recipes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "fastapi.conf",
              "per-user.conf",
              "purge-on-write.conf",
              "several-backends.conf",
              "static.conf");
    }
  }

  @Test
  void fastApiListsAndPurgesTheCatalogue() throws InvalidConfig {
    List<Route> routes = load("recipes/fastapi.conf").settings().routes();
    Route catalogue = named(routes, "/catalog/**");
    assertThat(catalogue.lifetimes().ttlMillis()).isEqualTo(300_000);
    assertThat(catalogue.key().sortQuery()).isTrue();
    assertThat(catalogue.onWrite().purge())
        .containsExactly(new PurgePattern.Path("/catalog"), new PurgePattern.Prefix("/catalog"));
    assertThat(named(routes, "/me/**").key().principal())
        .isEqualTo(new Principal.Header("authorization"));
  }

  private static Route named(List<Route> routes, String name) {
    return routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow();
  }
}
