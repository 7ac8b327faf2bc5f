package io.nearside.http;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * HTTP dates: whole seconds of UTC in one of three forms, of which only the first is written.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
public final class HttpDate {
  /*
   * Strict: numbers have their fixed width, the zone is GMT and the day must exist. Only the case of
   * letters is free, as a cache is asked to be (https://www.rfc-editor.org/rfc/rfc9111#section-4.2).
   * The day's name must be one, but is not compared with the date: a two-digit year says nothing
   * about it, and a wrong one harms nobody.
   */

  /** What {@link #parse} answers when the text is no valid date. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final String[] LONG_DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  private static final long MILLIS_PER_DAY = 86_400_000L;
  private static final long EARLIEST = LocalDate.of(0, 1, 1).toEpochDay() * MILLIS_PER_DAY;
  private static final long LATEST = LocalDate.of(10_000, 1, 1).toEpochDay() * MILLIS_PER_DAY - 1;

  /** Without a clock, as POSIX reads them: 70 to 99 are 19xx, 00 to 69 are 20xx. */
  private static final int FIXED_PIVOT_YEAR = 2069;

  private HttpDate() {}

  /**
   * Milliseconds since 1970 of an IMF-fixdate or an obsolete form, or {@link #INVALID}. A two-digit
   * year from 70 is in the 20th century.
   */
  public static long parse(String text) {
    return parseWithPivot(text, FIXED_PIVOT_YEAR);
  }

  /**
   * Milliseconds since 1970 of an IMF-fixdate or an obsolete form, or {@link #INVALID}. A two-digit
   * year is never more than 50 years after now.
   */
  public static long parse(String text, long nowMillis) {
    long today = Math.floorDiv(nowMillis, MILLIS_PER_DAY);
    return parseWithPivot(text, LocalDate.ofEpochDay(today).getYear() + 50);
  }

  private static long parseWithPivot(String text, int pivotYear) {
    int comma = text.indexOf(',');
    if (comma == 3) {
      return imfFixdate(text);
    }
    return comma > 0 ? rfc850(text, comma, pivotYear) : asctime(text);
  }

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static long imfFixdate(String text) {
    if (text.length() != 29 || triple(DAYS, text, 0) < 0 || !text.startsWith(", ", 3)) {
      return INVALID;
    }
    if (text.charAt(7) != ' ' || text.charAt(11) != ' ' || text.charAt(16) != ' ') {
      return INVALID;
    }
    if (!isGmt(text, 25)) {
      return INVALID;
    }
    return instant(
        number(text, 12, 4), triple(MONTHS, text, 8), number(text, 5, 2), time(text, 17));
  }

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static long rfc850(String text, int comma, int pivotYear) {
    if (text.length() != comma + 24 || !isLongDay(text.substring(0, comma))) {
      return INVALID;
    }
    int at = comma + 2;
    if (text.charAt(comma + 1) != ' ' || !isGmt(text, at + 18)) {
      return INVALID;
    }
    if (text.charAt(at + 2) != '-' || text.charAt(at + 6) != '-' || text.charAt(at + 9) != ' ') {
      return INVALID;
    }
    int year = number(text, at + 7, 2);
    if (year < 0) {
      return INVALID;
    }
    int fullYear = pivotYear - Math.floorMod(pivotYear - year, 100);
    return instant(
        fullYear, triple(MONTHS, text, at + 3), number(text, at, 2), time(text, at + 10));
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static long asctime(String text) {
    if (text.length() != 24 || triple(DAYS, text, 0) < 0) {
      return INVALID;
    }
    if (text.charAt(3) != ' '
        || text.charAt(7) != ' '
        || text.charAt(10) != ' '
        || text.charAt(19) != ' ') {
      return INVALID;
    }
    int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
    return instant(number(text, 20, 4), triple(MONTHS, text, 4), day, time(text, 11));
  }

  private static boolean isLongDay(String name) {
    for (String day : LONG_DAYS) {
      if (day.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isGmt(String text, int at) {
    return text.regionMatches(true, at, " GMT", 0, 4);
  }

  /** The number of the three-letter name at this place, counted from 0, or -1. */
  private static int triple(String names, String text, int at) {
    for (int i = 0; i < names.length(); i += 3) {
      if (text.regionMatches(true, at, names, i, 3)) {
        return i / 3;
      }
    }
    return -1;
  }

  /** The number of exactly this many digits, or -1. */
  private static int number(String text, int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** Seconds since midnight of {@code 08:49:37}, or -1. A leap second counts as the next one. */
  private static int time(String text, int at) {
    int hours = number(text, at, 2);
    int minutes = number(text, at + 3, 2);
    int seconds = number(text, at + 6, 2);
    if (text.charAt(at + 2) != ':' || text.charAt(at + 5) != ':') {
      return -1;
    }
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) {
      return -1;
    }
    return hours * 3600 + minutes * 60 + seconds;
  }

  private static long instant(int year, int month, int day, int secondOfDay) {
    if (year < 0 || month < 0 || day < 1 || secondOfDay < 0) {
      return INVALID;
    }
    if (day > YearMonth.of(year, month + 1).lengthOfMonth()) {
      return INVALID;
    }
    return LocalDate.of(year, month + 1, day).toEpochDay() * MILLIS_PER_DAY + secondOfDay * 1000L;
  }

  /** The IMF-fixdate of this instant, cut to the second and to the years 0 to 9999. */
  public static String format(long millis) {
    long within = Math.max(EARLIEST, Math.min(LATEST, millis));
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(within, MILLIS_PER_DAY));
    int second = (int) (Math.floorMod(within, MILLIS_PER_DAY) / 1000);
    int day = (date.getDayOfWeek().getValue() - 1) * 3;
    int month = (date.getMonthValue() - 1) * 3;
    StringBuilder out = new StringBuilder(29);
    out.append(DAYS, day, day + 3).append(", ");
    twoDigits(out, date.getDayOfMonth()).append(' ');
    out.append(MONTHS, month, month + 3).append(' ');
    twoDigits(out, date.getYear() / 100);
    twoDigits(out, date.getYear() % 100).append(' ');
    twoDigits(out, second / 3600).append(':');
    twoDigits(out, second / 60 % 60).append(':');
    return twoDigits(out, second % 60).append(" GMT").toString();
  }

  private static StringBuilder twoDigits(StringBuilder out, int value) {
    return out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }
}
