package io.nearside.config;

import io.nearside.caching.VaryRules;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code vary}: how requests that mean the same are made to share a variant. */
final class VaryReader {
  private static final Syntax<String> CODING =
      Syntax.matching(
          "(?!\\*$)" + Syntax.TOKEN.pattern(), "not a content coding", "a content coding, e.g. br");
  private static final Syntax<String> LANGUAGE =
      Syntax.matching(
          "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", "not a language tag", "a language tag, e.g. de-AT");
  private static final Syntax<String> MEDIA_TYPE =
      Syntax.matching(
          "[!#$%&'+.^_`|~0-9A-Za-z-]+/[!#$%&'+.^_`|~0-9A-Za-z-]+",
          "not a media type", "a media type without parameters, e.g. application/json");

  private VaryReader() {}

  static VaryRules read(Section vary) {
    return new VaryRules(
        vary.value("normalize", Syntax.SWITCH),
        lowerCase(vary.optionalList("accept-encoding", CODING)),
        // Case means nothing, but backends may compare with what they were configured with.
        orNone(vary.optionalList("accept-language", LANGUAGE)),
        lowerCase(vary.optionalList("accept", MEDIA_TYPE)));
  }

  private static List<String> lowerCase(@Nullable List<String> values) {
    return orNone(values).stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> orNone(@Nullable List<String> values) {
    return values == null ? List.of() : values;
  }
}
