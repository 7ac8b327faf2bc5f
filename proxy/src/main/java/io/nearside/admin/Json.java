package io.nearside.admin;

import java.util.Map;

/** Writes JSON. */
final class Json {
  private Json() {}

  /** An object, in the map's order: numbers and booleans as such, all else as strings. */
  static String object(Map<String, ?> members) {
    StringBuilder out = new StringBuilder("{");
    members.forEach(
        (name, value) -> {
          out.append(out.length() == 1 ? "" : ",");
          string(out, name);
          out.append(':');
          if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
          } else {
            string(out, String.valueOf(value));
          }
        });
    return out.append('}').toString();
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
