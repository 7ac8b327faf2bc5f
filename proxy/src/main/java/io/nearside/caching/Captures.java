package io.nearside.caching;

import java.util.Map;

/** Puts captured path segments into the tags and paths that a route names. */
final class Captures {
  private Captures() {}

  /** The template with every <code>{name}</code> that was captured replaced. */
  static String expand(String template, Map<String, String> captures) {
    if (captures.isEmpty() || template.indexOf('{') < 0) {
      return template;
    }
    StringBuilder out = new StringBuilder(template.length() + 16);
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      int close = open < 0 ? -1 : template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String captured = captures.get(template.substring(open + 1, close));
      out.append(template, at, open);
      out.append(captured == null ? template.substring(open, close + 1) : captured);
      at = close + 1;
    }
    return out.append(template, at, template.length()).toString();
  }
}
