package io.nearside.admin;

/**
 * How much structure there may be in a JSON text, looked at before it is parsed: a parser makes
 * objects of every value and goes as deep as the text does.
 */
final class JsonBounds {
  private JsonBounds() {}

  /** Whether brackets nest no deeper than this and commas are no more than this. */
  static boolean hold(String json, int maxDepth, int maxCommas) {
    boolean inString = false;
    int depth = 0;
    int commas = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        i += c == '\\' ? 1 : 0;
        inString = c != '"';
      } else if (c == '"') {
        inString = true;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',') {
        commas++;
      }
      if (depth > maxDepth || commas > maxCommas) {
        return false;
      }
    }
    return true;
  }
}
