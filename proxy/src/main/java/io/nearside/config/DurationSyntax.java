package io.nearside.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time span such as {@code 50ms} or {@code 5m}, in milliseconds, within bounds.
 *
 * @param leastMillis the shortest
 * @param mostMillis the longest
 */
record DurationSyntax(long leastMillis, long mostMillis) implements Syntax<Long> {
  static final long SECOND = 1_000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  private static final Pattern FORM =
      Pattern.compile("(-?)(\\d{1,15}(?:\\.\\d{1,9})?)\\s*([a-z]*)");
  private static final String ACCEPTED = "a number with ms, s, m, h or d, e.g. 30s";

  @Override
  public Long parse(String text) throws NotAccepted {
    Matcher form = FORM.matcher(text);
    long unitMillis = form.matches() ? unitMillis(form.group(3)) : -1;
    if (unitMillis < 0) {
      throw new NotAccepted("not a duration", ACCEPTED);
    }
    BigDecimal millis = new BigDecimal(form.group(2)).multiply(BigDecimal.valueOf(unitMillis));
    if (unitMillis == 0 && !form.group(2).equals("0")) {
      throw new NotAccepted("no unit", ACCEPTED);
    }
    if (!form.group(1).isEmpty() || millis.compareTo(BigDecimal.valueOf(leastMillis)) < 0) {
      throw new NotAccepted("too short", bounds());
    }
    if (millis.compareTo(BigDecimal.valueOf(mostMillis)) > 0) {
      throw new NotAccepted("too long", bounds());
    }
    return millis.longValue();
  }

  @Override
  public String accepted() {
    return ACCEPTED;
  }

  private String bounds() {
    return format(leastMillis) + " to " + format(mostMillis);
  }

  /** In the greatest unit that gives a whole number. */
  static String format(long millis) {
    if (millis == 0) {
      return "0s";
    }
    if (millis % DAY == 0) {
      return millis / DAY + "d";
    }
    if (millis % HOUR == 0) {
      return millis / HOUR + "h";
    }
    if (millis % MINUTE == 0) {
      return millis / MINUTE + "m";
    }
    return millis % SECOND == 0 ? millis / SECOND + "s" : millis + "ms";
  }

  /** 0 for no unit, -1 for an unknown one. */
  private static long unitMillis(String unit) {
    return switch (unit) {
      case "" -> 0;
      case "ms" -> 1;
      case "s" -> SECOND;
      case "m" -> MINUTE;
      case "h" -> HOUR;
      case "d" -> DAY;
      default -> -1;
    };
  }
}
