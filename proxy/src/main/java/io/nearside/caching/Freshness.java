package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import java.util.List;

/**
 * How old a response is when it arrives, and how long it says itself that it is fresh.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
final class Freshness {
  /** The upstream gives no lifetime. */
  static final long NOT_EXPLICIT = -1;

  private static final long MAX_AGE_SECONDS = CacheControl.MAX_SECONDS;

  private Freshness() {}

  /** The explicit freshness lifetime for a shared cache, or {@link #NOT_EXPLICIT}. */
  static long lifetimeMillis(CacheControl control, Fields response, long responseMillis) {
    if (control.sMaxAgeSeconds() != CacheControl.ABSENT) {
      return control.sMaxAgeSeconds() * 1000;
    }
    if (control.maxAgeSeconds() != CacheControl.ABSENT) {
      return control.maxAgeSeconds() * 1000;
    }
    List<String> expires = response.all("expires");
    return expires.isEmpty() ? NOT_EXPLICIT : expiresIn(expires, response, responseMillis);
  }

  /** Of several lines the earliest counts; one that is no date is in the past. */
  private static long expiresIn(List<String> lines, Fields response, long responseMillis) {
    long earliest = Long.MAX_VALUE;
    for (String line : lines) {
      earliest = Math.min(earliest, HttpDate.parse(line.strip(), responseMillis));
    }
    if (earliest == HttpDate.INVALID) {
      return 0;
    }
    long lifetime = earliest - dateMillis(response, responseMillis);
    return Math.max(0, Math.min(lifetime, CacheControl.MAX_SECONDS * 1000));
  }

  /** The {@code Date}, or when the response came, as a recipient with a clock has it. */
  private static long dateMillis(Fields response, long responseMillis) {
    String date = response.first("date");
    long millis = date == null ? HttpDate.INVALID : HttpDate.parse(date.strip(), responseMillis);
    return millis == HttpDate.INVALID ? responseMillis : millis;
  }

  /**
   * The corrected initial age. {@code Date} has whole seconds: one that lies within the exchange,
   * give or take a second, says nothing that the response delay does not say better.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.3
   */
  static long initialAgeMillis(Fields response, long requestMillis, long responseMillis) {
    long responseDelay = Math.max(0, responseMillis - requestMillis);
    long correctedAge = ageMillis(response) + responseDelay;
    long date = dateMillis(response, responseMillis);
    long apparentAge = date + 999 >= requestMillis ? 0 : Math.max(0, responseMillis - date);
    return Math.max(apparentAge, correctedAge);
  }

  /** The first {@code Age}; one that is no number is ignored. */
  private static long ageMillis(Fields response) {
    String line = response.first("age");
    if (line == null) {
      return 0;
    }
    int comma = line.indexOf(',');
    String text = (comma < 0 ? line : line.substring(0, comma)).strip();
    long seconds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      seconds = Math.min(MAX_AGE_SECONDS, seconds * 10 + (c - '0'));
    }
    return seconds * 1000;
  }
}
