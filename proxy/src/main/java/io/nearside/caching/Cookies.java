package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.ArrayList;
import java.util.List;

/**
 * The cookies of a request.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc6265#section-5.4
 */
final class Cookies {
  /*
   * Backends disagree about quotation marks: to some, x="; user=eve" is one cookie, to others two.
   * Where there is one, every cookie asked for counts as the whole field, so that nothing that a
   * backend might find in there is outside the key.
   */

  private Cookies() {}

  /**
   * What stands behind this name: for each cookie with it the text from its equals sign on. Empty
   * when there is none.
   */
  static List<String> values(Fields request, String name) {
    List<String> values = new ArrayList<>(1);
    for (String line : request.all("cookie")) {
      if (line.indexOf('"') >= 0) {
        values.add(line);
      } else {
        addValues(values, line, name);
      }
    }
    return values;
  }

  private static void addValues(List<String> values, String line, String name) {
    int from = 0;
    while (from < line.length()) {
      int end = pairEnd(line, from);
      String pair = line.substring(from, end).trim();
      int nameEnd = nameEnd(pair);
      if (nameEnd == name.length() && pair.startsWith(name)) {
        values.add(pair.substring(nameEnd));
      }
      from = end + 1;
    }
  }

  /** Whether the request has cookies with other names than these. */
  static boolean hasOthers(Fields request, List<String> names) {
    for (String line : request.all("cookie")) {
      if (line.indexOf('"') >= 0) {
        return true;
      }
      int from = 0;
      while (from < line.length()) {
        int end = pairEnd(line, from);
        String pair = line.substring(from, end).trim();
        if (!pair.isEmpty() && !names.contains(pair.substring(0, nameEnd(pair)))) {
          return true;
        }
        from = end + 1;
      }
    }
    return false;
  }

  private static int pairEnd(String line, int from) {
    int semicolon = line.indexOf(';', from);
    return semicolon < 0 ? line.length() : semicolon;
  }

  /** Where the name ends: at the equals sign, without the spaces before it. */
  private static int nameEnd(String pair) {
    int equals = pair.indexOf('=');
    int end = equals < 0 ? pair.length() : equals;
    while (end > 0 && pair.charAt(end - 1) <= ' ') {
      end--;
    }
    return end;
  }
}
