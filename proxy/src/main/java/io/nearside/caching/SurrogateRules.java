package io.nearside.caching;

import java.util.List;

/**
 * Where the surrogate keys of a response stand.
 *
 * @param fields names of the response fields that hold them, lower case
 * @param passOn whether clients get to see these fields
 */
public record SurrogateRules(List<String> fields, boolean passOn) {
  /** The fields that the field's proxies and CDNs read; clients do not see them. */
  public static final SurrogateRules DEFAULT =
      new SurrogateRules(List.of("surrogate-key", "cache-tag", "xkey"), false);

  public SurrogateRules {
    fields = List.copyOf(fields);
  }

  /** Names of the fields that clients do not get to see. */
  public List<String> hidden() {
    return passOn ? List.of() : fields;
  }
}
