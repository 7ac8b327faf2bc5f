package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a 206 says of the one part it holds.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.4
 */
final class ContentRange {
  private static final Pattern FORM =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\*|\\d{1,18})", Pattern.CASE_INSENSITIVE);

  private ContentRange() {}

  /** Whether there is exactly one, of bytes, that lies within the whole. */
  static boolean isValid(Fields response) {
    List<String> lines = response.all("content-range");
    Matcher form = FORM.matcher(lines.size() == 1 ? lines.get(0).strip() : "");
    if (!form.matches()) {
      return false;
    }
    long first = Long.parseLong(form.group(1));
    long last = Long.parseLong(form.group(2));
    String complete = form.group(3);
    return first <= last && (complete.equals("*") || last < Long.parseLong(complete));
  }
}
