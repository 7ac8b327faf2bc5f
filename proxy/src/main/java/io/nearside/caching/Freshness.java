package io.nearside.caching;

import io.nearside.http.CacheControl;
import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import io.nearside.http.ListMembers;
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
  private static final long MAX_HEURISTIC_MILLIS = 86_400_000;

  private Freshness() {}

  /** The explicit freshness lifetime for a shared cache, or {@link #NOT_EXPLICIT}. */
  static long lifetimeMillis(ResponseControl control, Fields response, long responseMillis) {
    CacheControl directives = control.directives();
    if (directives.sMaxAgeSeconds() != CacheControl.ABSENT) {
      return directives.sMaxAgeSeconds() * 1000;
    }
    if (directives.maxAgeSeconds() != CacheControl.ABSENT) {
      return directives.maxAgeSeconds() * 1000;
    }
    List<String> expires = control.expiresCounts() ? response.all("expires") : List.of();
    return expires.isEmpty() ? NOT_EXPLICIT : expiresIn(expires, response, responseMillis);
  }

  /**
   * What is no date is in the past, and so are several lines that differ: together they are no
   * date.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.3
   */
  private static long expiresIn(List<String> lines, Fields response, long responseMillis) {
    String first = lines.get(0).strip();
    for (String line : lines) {
      if (!line.strip().equals(first)) {
        return 0;
      }
    }
    long expires = HttpDate.parse(first, responseMillis);
    if (expires == HttpDate.INVALID) {
      return 0;
    }
    long lifetime = expires - dateMillis(response, responseMillis);
    return Math.max(0, Math.min(lifetime, MAX_AGE_SECONDS * 1000));
  }

  /**
   * A part of the time since {@code Last-Modified}, at most a day; 0 where that says nothing.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.2
   */
  static long heuristicLifetimeMillis(double fraction, Fields response, long responseMillis) {
    long lastModified = Validators.lastModifiedMillis(response);
    if (lastModified == HttpDate.INVALID) {
      return 0;
    }
    long unchanged = dateMillis(response, responseMillis) - lastModified;
    return Math.min(MAX_HEURISTIC_MILLIS, (long) (Math.max(0, unchanged) * fraction));
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

  /**
   * The first {@code Age} of all lines; one that is no number is ignored.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.1
   */
  private static long ageMillis(Fields response) {
    List<String> lines = response.all("age");
    List<String> members = lines.isEmpty() ? List.of() : ListMembers.of(lines);
    if (members.isEmpty()) {
      return 0;
    }
    long seconds = 0;
    String text = members.get(0);
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
