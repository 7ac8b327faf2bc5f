package io.nearside.fuzz;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the line that begins a response.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-4
 */
final class StatusLine {
  private static final Pattern STRICT =
      Pattern.compile("(?s)(HTTP/1\\.[01]) ([1-5][0-9][0-9]) (.*)");
  private static final Pattern LOOSE =
      Pattern.compile(
          "(?s)[ \\t\\x0b\\f]*(HTTP/1\\.[01])[ \\t\\x0b\\f]+([1-5][0-9][0-9])(|[ \\t\\x0b\\f].*)");

  private final Pattern form;

  private final boolean anyMinor;

  StatusLine(Set<Lenience> allowed) {
    anyMinor = allowed.contains(Lenience.LATER_MINOR_VERSION);
    form = allowed.contains(Lenience.LOOSE_STATUS_LINE) ? LOOSE : STRICT;
  }

  List<String> read(String line) {
    String version = anyMinor ? line.replaceFirst("^HTTP/1\\.[2-9]", "HTTP/1.1") : line;
    Matcher parts = form.matcher(version);
    if (!parts.matches() || (form == STRICT && !Grammar.isFieldText(parts.group(3)))) {
      throw new Malformed("no status line");
    }
    return List.of(parts.group(1), parts.group(2), parts.group(3));
  }
}
