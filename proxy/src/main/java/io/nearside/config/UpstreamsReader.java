package io.nearside.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.caching.Route;
import io.nearside.upstream.UpstreamConfig;
import io.nearside.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code upstream}, which is the default one, and {@code upstreams}: its keys are names. What
 * one of these does not say the default one says, but for where it is.
 */
final class UpstreamsReader {
  private static final String KEY = "upstreams";
  private static final String EXAMPLE = "http://127.0.0.1:8000";

  private final Section nearside;
  private final Findings findings;
  private final @Nullable String flag;
  private final List<Section> named = new ArrayList<>();

  /** Where an upstream is. */
  private record Location(String scheme, Address address) {
    /** What stands for one that could not be read. */
    static final Location NOWHERE = new Location("http", new Address.Inet("", 0));

    static final Syntax<Location> SYNTAX =
        new Syntax<>() {
          @Override
          public Location parse(String text) throws NotAccepted {
            HostPort url = UpstreamUrl.SYNTAX.parse(text);
            String scheme = text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT);
            return new Location(scheme, new Address.Inet(url.host(), url.port()));
          }

          @Override
          public String accepted() {
            return UpstreamUrl.SYNTAX.accepted();
          }
        };
  }

  /**
   * A reader.
   *
   * @param flag what {@code --upstream} says, in the place of the default one's own addresses
   */
  UpstreamsReader(Section nearside, Findings findings, @Nullable String flag) {
    this.nearside = nearside;
    this.findings = findings;
    this.flag = flag;
  }

  /** The default one first, then the others by their names. */
  List<UpstreamConfig> read() {
    List<UpstreamConfig> upstreams = new ArrayList<>();
    Section standard = nearside.section("upstream");
    upstreams.add(read(Route.DEFAULT_UPSTREAM, standard, standard(standard)));
    new TreeMap<>(block())
        .forEach((name, value) -> upstreams.add(named(name, value, standard.layers())));
    return List.copyOf(upstreams);
  }

  /** Called when everything was read. */
  void finish() {
    named.forEach(Section::finish);
  }

  private UpstreamConfig read(String name, Section section, List<Location> locations) {
    List<Address> addresses = locations.stream().map(Location::address).toList();
    return UpstreamReader.read(name, addresses, section, nearside.section("timeouts"));
  }

  // The default one.

  private List<Location> standard(Section section) {
    List<Location> fromFile = inFile(section);
    if (flag != null) {
      return ofFlag(flag, fromFile);
    }
    if (isMissing(section)) {
      findings.missing(
          section.path("url"),
          "missing; accepted: upstream.url = \"%s\" in the file, or --upstream %s"
              .formatted(EXAMPLE, EXAMPLE));
    }
    return fromFile;
  }

  private List<Location> ofFlag(String url, List<Location> fromFile) {
    try {
      return List.of(Location.SYNTAX.parse(url));
    } catch (NotAccepted refused) {
      findings.invalidFlag("--upstream", url, refused.reason());
      return fromFile;
    }
  }

  // The others.

  private ConfigObject block() {
    ConfigValue given = nearside.own(KEY);
    if (given instanceof ConfigObject block) {
      return block;
    }
    if (given != null && given.valueType() != ConfigValueType.NULL) {
      findings.invalid(
          nearside.path(KEY),
          given,
          "not a block; accepted: { NAME { url = \"" + EXAMPLE + "\" } }");
    }
    return ConfigFactory.empty().root();
  }

  private UpstreamConfig named(String name, ConfigValue value, List<ConfigObject> standard) {
    String path = new Section(nearside.path(KEY), null, List.of(), findings).path(name);
    List<ConfigObject> below =
        standard.stream().map(layer -> layer.withoutKey("url").withoutKey("urls")).toList();
    Section section = new Section(path, value, below, findings);
    named.add(section);
    if (name.equals(Route.DEFAULT_UPSTREAM)) {
      findings.misplaced(path, value, "a name that is taken; accepted: upstream { ... }");
    } else if (!UpstreamName.isOne(name)) {
      findings.misplaced(
          path, value, "not a name; accepted: up to 64 lower-case letters, digits and -");
    }
    List<Location> locations = inFile(section);
    if (value instanceof ConfigObject && isMissing(section)) {
      findings.misplaced(
          section.path("url"), value, "missing; accepted: url = \"%s\"".formatted(EXAMPLE));
    }
    return read(name, section, locations);
  }

  // Where one is.

  private static boolean isMissing(Section section) {
    return !given(section.own("url")) && !given(section.own("urls"));
  }

  private List<Location> inFile(Section section) {
    Location url = section.optional("url", Location.SYNTAX);
    List<Location> urls = section.optionalList("urls", Location.SYNTAX);
    ConfigValue list = section.own("urls");
    if (urls == null || list == null) {
      return List.of(url == null ? Location.NOWHERE : url);
    }
    if (given(section.own("url"))) {
      findings.misplaced(section.path("urls"), list, "url is there too; accepted: one of the two");
    }
    check(section.path("urls"), list, urls);
    return urls.isEmpty() ? List.of(Location.NOWHERE) : urls;
  }

  private void check(String path, ConfigValue list, List<Location> urls) {
    if (list instanceof ConfigList values && values.isEmpty()) {
      findings.invalid(path, list, "no address; accepted: [\"" + EXAMPLE + "\", ...]");
    } else if (urls.stream().map(Location::scheme).distinct().count() > 1) {
      findings.invalid(path, list, "different schemes; accepted: one for all");
    } else if (urls.stream().distinct().count() < urls.size()) {
      findings.invalid(path, list, "an address is there twice; accepted: each once");
    }
  }

  private static boolean given(@Nullable ConfigValue value) {
    return value != null && value.valueType() != ConfigValueType.NULL;
  }
}
