package io.nearside;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * An event as one line: when, level, thread, logger, message, and what was thrown.
 *
 * <p>By hand, as a pattern's parser and the JDK's formatters of dates are hundreds of classes that
 * the start would have to load.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final String BREAK = " | ";
  private static final int LEVEL_WIDTH = 5;

  private final ZoneId zone;

  LogLine(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    time(OffsetDateTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), zone), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).append(" ".repeat(LEVEL_WIDTH - level.length()));
    String logger = event.getLoggerName();
    line.append(" [").append(event.getThreadName()).append("] ");
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
    appendInOneLine(event.getFormattedMessage(), event.getThrowableProxy(), line);
    return line.append(System.lineSeparator()).toString();
  }

  /** As ISO 8601 says it, with milliseconds always. */
  private static void time(OffsetDateTime time, StringBuilder line) {
    digits(time.getYear(), 4, line);
    digits(time.getMonthValue(), 2, line.append('-'));
    digits(time.getDayOfMonth(), 2, line.append('-'));
    digits(time.getHour(), 2, line.append('T'));
    digits(time.getMinute(), 2, line.append(':'));
    digits(time.getSecond(), 2, line.append(':'));
    digits(time.getNano() / 1_000_000, 3, line.append('.'));
    line.append(time.getOffset());
  }

  private static void digits(int number, int width, StringBuilder line) {
    String digits = Integer.toString(number);
    line.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  /** Line breaks, with the white space around them, become bars: nobody can forge a line. */
  private static void appendInOneLine(
      @Nullable String message, @Nullable IThrowableProxy thrown, StringBuilder line) {
    String text = message + " " + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    int from = 0;
    int end = withoutSpaceAtEnd(text, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
        line.append(text, from, Math.max(from, withoutSpaceAtEnd(text, i))).append(BREAK);
        while (isSpace(text.charAt(i + 1))) {
          i++;
        }
        from = i + 1;
      }
    }
    line.append(text, from, Math.max(from, end));
  }

  private static int withoutSpaceAtEnd(String text, int end) {
    int last = end;
    while (last > 0 && isSpace(text.charAt(last - 1))) {
      last--;
    }
    return last;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
