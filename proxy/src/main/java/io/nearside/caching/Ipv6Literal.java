package io.nearside.caching;

/**
 * The textual form of an IPv6 address, without brackets and zone.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
 */
final class Ipv6Literal {
  private static final int GROUPS = 8;
  private static final int GROUP_DIGITS = 4;

  private Ipv6Literal() {}

  /** Whether this part of the text is one. */
  static boolean isValid(String text, int from, int to) {
    int groups = 0;
    boolean elided = false;
    int at = from;
    if (text.startsWith("::", at) && at + 2 <= to) {
      elided = true;
      at += 2;
    }
    while (at < to) {
      int end = groupEnd(text, at, to);
      if (end < to && text.charAt(end) == '.') {
        groups += 2;
        return isIpv4(text, at, to) && fits(groups, elided);
      }
      if (end == at || end - at > GROUP_DIGITS) {
        return false;
      }
      groups++;
      if (end == to) {
        break;
      }
      if (text.charAt(end) != ':' || end + 1 == to) {
        return false;
      }
      at = end + 1;
      if (text.charAt(at) == ':') {
        if (elided) {
          return false;
        }
        elided = true;
        at++;
      }
    }
    return fits(groups, elided);
  }

  /** A {@code ::} stands for one group or more. */
  private static boolean fits(int groups, boolean elided) {
    return elided ? groups < GROUPS : groups == GROUPS;
  }

  private static int groupEnd(String text, int from, int to) {
    int end = from;
    while (end < to && PercentEncoding.isHexDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isIpv4(String text, int from, int to) {
    int at = from;
    for (int part = 0; part < 4; part++) {
      int octet = 0;
      int end = at;
      while (end < to && end < at + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        octet = octet * 10 + text.charAt(end) - '0';
        end++;
      }
      boolean leadingZero = end - at > 1 && text.charAt(at) == '0';
      if (end == at || octet > 255 || leadingZero) {
        return false;
      }
      if (part == 3) {
        return end == to;
      }
      if (end == to || text.charAt(end) != '.') {
        return false;
      }
      at = end + 1;
    }
    return false;
  }
}
