package io.nearside.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in which {@code {name}} stands for what the route's pattern captured. */
final class Captured {
  private static final Pattern REFERENCE = Pattern.compile("\\{([^{}]*)}");

  private Captured() {}

  /** Checks that every name in braces is one that the pattern captures. */
  static void check(String text, Set<String> captures) throws NotAccepted {
    Matcher reference = REFERENCE.matcher(text);
    StringBuilder rest = new StringBuilder();
    while (reference.find()) {
      if (!captures.contains(reference.group(1))) {
        throw new NotAccepted(reference.group() + " is not in the route's match", names(captures));
      }
      reference.appendReplacement(rest, "");
    }
    reference.appendTail(rest);
    if (rest.indexOf("{") >= 0 || rest.indexOf("}") >= 0) {
      throw new NotAccepted("braces that do not pair", names(captures));
    }
  }

  private static String names(Set<String> captures) {
    return captures.isEmpty()
        ? "no names, or a match that captures one, e.g. /items/{id}"
        : "{" + String.join("}, {", captures) + "}";
  }
}
