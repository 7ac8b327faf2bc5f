package io.nearside.config;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * What a route calls its upstream.
 *
 * @param known those that there are
 */
record UpstreamName(Collection<String> known) implements Syntax<String> {
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

  @Override
  public String parse(String text) throws NotAccepted {
    if (known.contains(text)) {
      return text;
    }
    String meant = Suggestion.of(text, known);
    throw new NotAccepted(
        meant == null ? "no such upstream" : "no such upstream; did you mean \"" + meant + "\"?",
        accepted());
  }

  @Override
  public String accepted() {
    return String.join(" or ", known);
  }

  /** Whether an upstream may be called so. */
  static boolean isOne(String name) {
    return FORM.matcher(name).matches();
  }
}
