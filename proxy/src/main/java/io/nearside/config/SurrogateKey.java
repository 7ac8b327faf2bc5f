package io.nearside.config;

import java.util.Set;

/**
 * An entry of {@code tags}.
 *
 * @param captures the names that its route's pattern captures
 */
record SurrogateKey(Set<String> captures) implements Syntax<String> {
  private static final String ACCEPTED = "a tag without spaces and commas, e.g. catalog";

  @Override
  public String parse(String text) throws NotAccepted {
    Captured.check(checked(text), captures);
    return text;
  }

  @Override
  public String accepted() {
    return ACCEPTED;
  }

  /** Response fields list tags with spaces or commas between them, so no tag has one. */
  static String checked(String name) throws NotAccepted {
    if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == ',')) {
      throw new NotAccepted("not a tag", ACCEPTED);
    }
    return name;
  }
}
