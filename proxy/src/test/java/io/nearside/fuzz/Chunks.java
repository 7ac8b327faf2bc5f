package io.nearside.fuzz;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a chunked body.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-7.1
 */
final class Chunks {
  private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
  private static final String QUOTED =
      "\"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*\"";
  private static final String BWS = "[ \\t]*";
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9A-Fa-f]+)(?:"
              + (BWS + ";" + BWS + TOKEN)
              + ("(?:" + BWS + "=" + BWS + "(?:" + TOKEN + "|" + QUOTED + "))?")
              + ")*");
  private static final int MOST_DIGITS = 15;

  private final FieldSection section;
  private final StringBuilder body = new StringBuilder();
  private List<Field> trailers = List.of();

  Chunks(FieldSection section) {
    this.section = section;
  }

  /** The content so far. */
  String body() {
    return body.toString();
  }

  List<Field> trailers() {
    return trailers;
  }

  void read(Cursor in) {
    for (long size = size(in.line()); size > 0; size = size(in.line())) {
      String data = in.atMost(size);
      body.append(data);
      if (data.length() < size) {
        throw new Incomplete();
      }
      if (!in.line().isEmpty()) {
        throw new Malformed("a chunk longer than it says");
      }
    }
    trailers = section.read(in);
  }

  private long size(String line) {
    var parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new Malformed("no chunk line");
    }
    String digits = parts.group(1).replaceFirst("^0+(?=.)", "");
    if (digits.length() > MOST_DIGITS) {
      throw new Malformed("a chunk size beyond all bounds");
    }
    return Long.parseLong(digits, 16);
  }
}
