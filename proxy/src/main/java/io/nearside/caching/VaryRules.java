package io.nearside.caching;

import java.util.List;

/**
 * How the request fields that content is negotiated by are made alike.
 *
 * @param normalize whether values that mean the same select the same variant
 * @param encodings content codings that {@code Accept-Encoding} is reduced to, best first; empty:
 *     left as it is
 * @param languages language tags that {@code Accept-Language} is reduced to, best first
 * @param mediaTypes media types that {@code Accept} is reduced to, best first
 */
public record VaryRules(
    boolean normalize, List<String> encodings, List<String> languages, List<String> mediaTypes) {
  public static final VaryRules DEFAULT = new VaryRules(true, List.of(), List.of(), List.of());
}
