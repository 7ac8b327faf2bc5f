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

  /** What stands for one that could not be read. */
  private static final UpstreamUrl NOWHERE =
      new UpstreamUrl(UpstreamUrl.Scheme.HTTP, new Address.Inet("", 0));

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

  private UpstreamConfig read(String name, Section section, List<UpstreamUrl> locations) {
    List<Address> addresses = locations.stream().map(UpstreamUrl::address).toList();
    boolean secure = locations.get(0).isSecure();
    return UpstreamReader.read(name, addresses, secure, section, nearside.section("timeouts"));
  }

  // The default one.

  private List<UpstreamUrl> standard(Section section) {
    List<UpstreamUrl> fromFile = inFile(section);
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

  private List<UpstreamUrl> ofFlag(String url, List<UpstreamUrl> fromFile) {
    try {
      return List.of(UpstreamUrl.SYNTAX.parse(url));
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
    List<UpstreamUrl> locations = inFile(section);
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

  private List<UpstreamUrl> inFile(Section section) {
    UpstreamUrl url = section.optional("url", UpstreamUrl.SYNTAX);
    List<UpstreamUrl> urls = section.optionalList("urls", UpstreamUrl.SYNTAX);
    ConfigValue list = section.own("urls");
    if (urls == null || list == null) {
      return List.of(url == null ? NOWHERE : url);
    }
    if (given(section.own("url"))) {
      findings.misplaced(section.path("urls"), list, "url is there too; accepted: one of the two");
    }
    check(section.path("urls"), list, urls);
    return urls.isEmpty() ? List.of(NOWHERE) : urls;
  }

  private void check(String path, ConfigValue list, List<UpstreamUrl> urls) {
    if (list instanceof ConfigList values && values.isEmpty()) {
      findings.invalid(path, list, "no address; accepted: [\"" + EXAMPLE + "\", ...]");
    } else if (urls.stream().map(UpstreamUrl::scheme).distinct().count() > 1) {
      findings.invalid(path, list, "different schemes; accepted: one for all");
    } else if (urls.stream().distinct().count() < urls.size()) {
      findings.invalid(path, list, "an address is there twice; accepted: each once");
    }
  }

  private static boolean given(@Nullable ConfigValue value) {
    return value != null && value.valueType() != ConfigValueType.NULL;
  }
}
