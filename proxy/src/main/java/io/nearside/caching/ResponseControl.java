package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;
import io.nearside.http.StructuredFields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directives of a response that count here: those of the first targeted field that can be read,
 * or else those of {@code Cache-Control}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9213#section-2.2
 *
 * @param directives what the response says
 * @param targeted whether a targeted field says it: then {@code Cache-Control}, {@code Expires} and
 *     {@code Pragma} are nothing to this cache
 * @param pragmaNoCache whether {@code Pragma: no-cache} stands where nothing else says anything
 */
public record ResponseControl(CacheControl directives, boolean targeted, boolean pragmaNoCache) {
  /*
   * Without these a response means something else, or its selection and freshness do: a qualified
   * no-cache or private that names one of them counts as the unqualified one, which the RFC allows
   * (https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.4).
   */
  private static final Set<String> INDISPENSABLE =
      Set.of(
          "cache-control",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "date",
          "location",
          "transfer-encoding",
          "vary");

  /**
   * Reads a response.
   *
   * @param targetedFields names of the targeted fields that count, the most applicable first
   */
  public static ResponseControl of(Fields response, List<String> targetedFields) {
    for (String name : targetedFields) {
      List<String> lines = response.all(name);
      Map<String, Object> members = lines.isEmpty() ? null : StructuredFields.dictionary(lines);
      if (members != null && !members.isEmpty()) {
        return new ResponseControl(CacheControl.ofTargeted(members), true, false);
      }
    }
    boolean pragma = !response.contains("cache-control") && Pragma.noCache(response);
    return new ResponseControl(CacheControl.parse(response.all("cache-control")), false, pragma);
  }

  /** Whether {@code Expires} counts where no directive gives a lifetime. */
  public boolean expiresCounts() {
    return !targeted;
  }

  /** Whether it is for a single user. */
  boolean isPrivate() {
    return directives.isPrivate() || isIndispensable(directives.privateFields());
  }

  /** Whether every reuse needs a successful validation. */
  boolean mustValidate() {
    return directives.noCache() || pragmaNoCache || isIndispensable(directives.noCacheFields());
  }

  /**
   * Whether it must not be used stale, whoever allows it.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.4
   */
  boolean staleForbidden() {
    return mustValidate()
        || directives.mustRevalidate()
        || directives.proxyRevalidate()
        || directives.sMaxAgeSeconds() != CacheControl.ABSENT;
  }

  /** Lower-case names of the fields that a shared cache must not keep or not reuse. */
  List<String> unstoredFields() {
    if (directives.noCacheFields().isEmpty() && directives.privateFields().isEmpty()) {
      return List.of();
    }
    return Stream.concat(directives.noCacheFields().stream(), directives.privateFields().stream())
        .distinct()
        .toList();
  }

  private static boolean isIndispensable(List<String> names) {
    for (String name : names) {
      if (INDISPENSABLE.contains(name)) {
        return true;
      }
    }
    return false;
  }
}
