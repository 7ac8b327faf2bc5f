package io.nearside.http;

import java.util.List;
import java.util.Locale;

/**
 * Reads lists of directives, {@code name} or {@code name=token} or {@code name="quoted"}, in one
 * pass and without ever failing.
 */
final class DirectiveReader {

  /** Told each directive in order. */
  @FunctionalInterface
  interface Listener {
    void directive(String lowerCaseName, String argument, boolean hasArgument);
  }

  private final String line;
  private final Listener listener;
  private int at;

  /** Whether a quotation mark is an ordinary character from here on: one has no partner. */
  private boolean quotesAreText;

  private DirectiveReader(String line, Listener listener) {
    this.line = line;
    this.listener = listener;
  }

  static void read(List<String> lines, Listener listener) {
    for (String line : lines) {
      DirectiveReader reader = new DirectiveReader(line, listener);
      while (reader.at < line.length()) {
        reader.member();
      }
    }
  }

  /** Reads up to the next comma and beyond it. */
  private void member() {
    int start = at;
    int end = start;
    while (end < line.length() && line.charAt(end) != ',' && line.charAt(end) != '=') {
      end++;
    }
    String name = ListMembers.trim(line, start, end).toLowerCase(Locale.ROOT);
    if (end == line.length() || line.charAt(end) == ',') {
      at = end + 1;
      tell(name, "", false);
      return;
    }
    // A space before the equals sign is no syntax: the argument is then no number either.
    boolean spaceBefore = end > start && ListMembers.isSpace(line.charAt(end - 1));
    at = end + 1;
    String argument = argument();
    tell(name, spaceBefore ? " " + argument : argument, true);
  }

  private void tell(String name, String argument, boolean hasArgument) {
    if (!name.isEmpty()) {
      listener.directive(name, argument, hasArgument);
    }
  }

  private String argument() {
    if (at < line.length() && line.charAt(at) == '"' && !quotesAreText) {
      int close = closingQuote(at + 1);
      if (close >= 0) {
        String quoted = unescape(at + 1, close);
        int comma = comma(close + 1);
        boolean clean = ListMembers.trim(line, close + 1, comma).isEmpty();
        String argument = clean ? quoted : quoted + line.substring(close, comma);
        at = comma + 1;
        return argument;
      }
      quotesAreText = true;
    }
    int comma = comma(at);
    // Spaces before the argument stay, so that "max-age= 5" is no number; those behind it go.
    int end = comma;
    while (end > at && ListMembers.isSpace(line.charAt(end - 1))) {
      end--;
    }
    String argument = line.substring(at, end);
    at = comma + 1;
    return argument;
  }

  private int comma(int from) {
    int comma = line.indexOf(',', from);
    return comma < 0 ? line.length() : comma;
  }

  private int closingQuote(int from) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  private String unescape(int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (line.charAt(i) == '\\' && i + 1 < to) {
        i++;
      }
      out.append(line.charAt(i));
    }
    return out.toString();
  }
}
