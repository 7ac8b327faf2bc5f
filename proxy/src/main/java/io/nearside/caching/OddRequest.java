package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.Locale;
import java.util.Set;

/**
 * A request whose own fields may be why the upstream answered with an error: large ones, characters
 * that backends differ about, a method put in the place of its own. Its errors are not for others,
 * who ask for the same without these.
 */
final class OddRequest {
  /*
   * Backends begin to refuse fields at 8 KiB, we at 32. What browsers send without cookies is less
   * than 2 KiB. Whose cookies are larger gets errors that are not stored, and nothing else changes.
   */
  private static final int MAX_PLAIN_CHARS = 4096;

  private static final Set<String> METHODS =
      Set.of("x-http-method", "x-http-method-override", "x-method-override");

  private OddRequest() {}

  static boolean isOne(Fields request) {
    Scan scan = new Scan();
    request.forEachLine(scan::line);
    return scan.odd || scan.chars > MAX_PLAIN_CHARS;
  }

  private static final class Scan {
    private int chars;
    private boolean odd;

    void line(String name, String value) {
      chars += name.length() + value.length();
      odd = odd || METHODS.contains(name.toLowerCase(Locale.ROOT)) || !isVisible(value);
    }

    private static boolean isVisible(String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c != '\t' && (c < ' ' || c >= 0x7f)) {
          return false;
        }
      }
      return true;
    }
  }
}
