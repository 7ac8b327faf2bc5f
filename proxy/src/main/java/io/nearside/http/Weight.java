package io.nearside.http;

/**
 * The weight of a member of a list of preferences ({@code gzip;q=0.5}).
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
 */
public final class Weight {
  private Weight() {}

  /** Whether it says that the member is not acceptable: {@code q=0}. */
  public static boolean isZero(String member) {
    int from = member.indexOf(';') + 1;
    while (from > 0) {
      int next = member.indexOf(';', from);
      String parameter = ListMembers.trim(member, from, next < 0 ? member.length() : next);
      if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
        return isZeroNumber(parameter.substring(2));
      }
      from = next + 1;
    }
    return false;
  }

  private static boolean isZeroNumber(String number) {
    return number.startsWith("0") && number.chars().allMatch(c -> c == '0' || c == '.');
  }
}
