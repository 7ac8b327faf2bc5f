package io.nearside.http;

import java.util.List;

/**
 * How often a request may still be forwarded, which only OPTIONS and TRACE limit.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.2
 */
public final class MaxForwards {
  /** Nothing limits it. */
  public static final long UNLIMITED = -1;

  /** More than any chain of proxies: larger values count as this. */
  private static final long MOST = 1_000_000;

  private MaxForwards() {}

  /** The limit that the request carries, or {@link #UNLIMITED}. What is no number is no limit. */
  public static long of(String method, Fields request) {
    if (!method.equals("OPTIONS") && !method.equals("TRACE")) {
      return UNLIMITED;
    }
    String text = request.first("max-forwards");
    return text == null ? UNLIMITED : number(text.strip());
  }

  /**
   * Whether these {@code Max-Forwards} lines, if any, say one number. Recipients differ in what
   * they make of anything else.
   */
  public static boolean isClear(List<String> lines) {
    return lines.isEmpty() || (lines.size() == 1 && number(lines.get(0)) != UNLIMITED);
  }

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return UNLIMITED;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return UNLIMITED;
      }
      value = Math.min(MOST, value * 10 + (c - '0'));
    }
    return value;
  }
}
