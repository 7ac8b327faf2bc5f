package io.nearside.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of bytes such as {@code 64M}, within bounds. Units are powers of 1024.
 *
 * @param leastBytes the smallest
 * @param mostBytes the largest
 */
record SizeSyntax(long leastBytes, long mostBytes) implements Syntax<Long> {
  static final long KIBI = 1L << 10;
  static final long MEBI = 1L << 20;
  static final long GIBI = 1L << 30;

  private static final Pattern FORM =
      Pattern.compile("(-?)(\\d{1,15}(?:\\.\\d{1,9})?)\\s*(B|KB|MB|GB|[KMG]|[KMG]IB|)");
  private static final String ACCEPTED = "a number of bytes, or one with K, M or G, e.g. 64M";

  @Override
  public Long parse(String text) throws NotAccepted {
    Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new NotAccepted("not a size", ACCEPTED);
    }
    BigDecimal bytes =
        new BigDecimal(form.group(2)).multiply(BigDecimal.valueOf(unitBytes(form.group(3))));
    if (!form.group(1).isEmpty() || bytes.compareTo(BigDecimal.valueOf(leastBytes)) < 0) {
      throw new NotAccepted("too small", bounds());
    }
    if (bytes.compareTo(BigDecimal.valueOf(mostBytes)) > 0) {
      throw new NotAccepted("too large", bounds());
    }
    return bytes.longValue();
  }

  @Override
  public String accepted() {
    return ACCEPTED;
  }

  private String bounds() {
    return format(leastBytes) + " to " + format(mostBytes);
  }

  /** In the greatest unit that gives a whole number. */
  static String format(long bytes) {
    if (bytes != 0 && bytes % GIBI == 0) {
      return bytes / GIBI + "G";
    }
    if (bytes != 0 && bytes % MEBI == 0) {
      return bytes / MEBI + "M";
    }
    return bytes != 0 && bytes % KIBI == 0 ? bytes / KIBI + "K" : Long.toString(bytes);
  }

  private static long unitBytes(String unit) {
    if (unit.isEmpty()) {
      return 1;
    }
    return switch (unit.charAt(0)) {
      case 'K' -> KIBI;
      case 'M' -> MEBI;
      case 'G' -> GIBI;
      default -> 1;
    };
  }
}
