package io.nearside.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The directives of one message's {@code Cache-Control}, of request and response alike.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-5.2
 */
public final class CacheControl {
  /*
   * Whatever is odd is read so that less is reused:
   *   - a max-age or s-maxage that is no number counts as 0, so the response is stale
   *     (https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1); so do stale windows;
   *   - of several values the lowest wins (of min-fresh the highest);
   *   - no-cache and private with an argument that is no list of field names are the unqualified
   *     ones;
   *   - a quotation mark without its partner is an ordinary character, so it hides no directive.
   *   - in a targeted field a restricting directive counts whatever its value is, unless that is
   *     false; an allowing one only when it is true.
   * Numbers may be quoted. More than 2^31 seconds are 2^31
   * (https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2).
   */

  /** A number of seconds that was not given. */
  public static final long ABSENT = -1;

  /** The greatest number of seconds; longer than anything is kept. */
  public static final long MAX_SECONDS = 1L << 31;

  /** No directives. */
  public static final CacheControl NONE = new CacheControl();

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  /*
   * Servers say the same few things again and again: a line that was read is remembered, until
   * another one takes its place.
   */
  private static final int REMEMBERED_LINES = 256;
  private static final int LONGEST_REMEMBERED = 128;
  private static final AtomicReferenceArray<@Nullable Line> REMEMBERED =
      new AtomicReferenceArray<>(REMEMBERED_LINES);

  /** A line that was read. */
  private record Line(String text, CacheControl meaning) {}

  private boolean noStore;
  private boolean noCache;
  private boolean isPrivate;
  private boolean isPublic;
  private boolean mustRevalidate;
  private boolean proxyRevalidate;
  private boolean mustUnderstand;
  private boolean immutable;
  private boolean onlyIfCached;
  private boolean noTransform;
  private List<String> noCacheFields = List.of();
  private List<String> privateFields = List.of();
  private long maxAgeSeconds = ABSENT;
  private long sMaxAgeSeconds = ABSENT;
  private long staleWhileRevalidateSeconds = ABSENT;
  private long staleIfErrorSeconds = ABSENT;
  private long maxStaleSeconds = ABSENT;
  private long minFreshSeconds = ABSENT;

  private CacheControl() {}

  /** Reads all field lines together. Never fails. */
  public static CacheControl parse(List<String> lines) {
    if (lines.isEmpty()) {
      return NONE;
    }
    return lines.size() == 1 && lines.get(0).length() <= LONGEST_REMEMBERED
        ? remembered(lines.get(0))
        : read(lines);
  }

  private static CacheControl remembered(String line) {
    int hash = line.hashCode();
    int place = (hash ^ hash >>> 16) & (REMEMBERED_LINES - 1);
    Line known = REMEMBERED.get(place);
    if (known == null || !known.text.equals(line)) {
      known = new Line(line, read(List.of(line)));
      REMEMBERED.set(place, known);
    }
    return known.meaning;
  }

  private static CacheControl read(List<String> lines) {
    CacheControl control = new CacheControl();
    DirectiveReader.read(lines, control::directive);
    control.noCacheFields = List.copyOf(control.noCacheFields);
    control.privateFields = List.copyOf(control.privateFields);
    return control;
  }

  /**
   * The directives of a targeted field. What is not of its directive's type is read so that less is
   * reused.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9213#section-2.1
   *
   * @param members of the dictionary, as {@link StructuredFields#dictionary} gives them
   */
  public static CacheControl ofTargeted(Map<String, Object> members) {
    CacheControl control = new CacheControl();
    members.forEach(control::member);
    control.noCacheFields = List.copyOf(control.noCacheFields);
    control.privateFields = List.copyOf(control.privateFields);
    return control;
  }

  private void member(String name, Object value) {
    boolean isTrue = value.equals(true);
    switch (name) {
      case "public", "immutable", "must-understand" -> {
        if (isTrue) {
          directive(name, "", false);
        }
      }
      case "no-cache", "private" -> {
        // A token is no list of field names: the unqualified directive.
        if (!value.equals(false)) {
          directive(name, value instanceof String list ? list : "", !isTrue);
        }
      }
      case "no-store", "must-revalidate", "proxy-revalidate", "no-transform" -> {
        if (!value.equals(false)) {
          directive(name, "", false);
        }
      }
      case "max-age", "s-maxage", "stale-while-revalidate", "stale-if-error" ->
          directive(name, value instanceof Long seconds ? seconds.toString() : "", true);
      default -> {}
    }
  }

  /** Called with a lower-case name and the argument; without one hasArgument is false. */
  private void directive(String name, String argument, boolean hasArgument) {
    switch (name) {
      case "no-store" -> noStore = true;
      case "public" -> isPublic = true;
      case "must-revalidate" -> mustRevalidate = true;
      case "proxy-revalidate" -> proxyRevalidate = true;
      case "must-understand" -> mustUnderstand = true;
      case "immutable" -> immutable = true;
      case "only-if-cached" -> onlyIfCached = true;
      case "no-transform" -> noTransform = true;
      case "no-cache" -> noCacheFields = fields(noCacheFields, argument, () -> noCache = true);
      case "private" -> privateFields = fields(privateFields, argument, () -> isPrivate = true);
      case "max-age" -> maxAgeSeconds = lower(maxAgeSeconds, lifetime(argument));
      case "s-maxage" -> sMaxAgeSeconds = lower(sMaxAgeSeconds, lifetime(argument));
      case "stale-while-revalidate" ->
          staleWhileRevalidateSeconds = lower(staleWhileRevalidateSeconds, lifetime(argument));
      case "stale-if-error" -> staleIfErrorSeconds = lower(staleIfErrorSeconds, lifetime(argument));
      case "min-fresh" -> minFreshSeconds = Math.max(minFreshSeconds, seconds(argument));
      case "max-stale" -> maxStale(argument, hasArgument);
      default -> {}
    }
  }

  private static List<String> fields(List<String> known, String argument, Runnable unqualified) {
    List<String> named = ListMembers.of(argument);
    if (named.isEmpty() || !named.stream().allMatch(CacheControl::isToken)) {
      unqualified.run();
      return known;
    }
    List<String> all = known.isEmpty() ? new ArrayList<>() : known;
    for (String name : named) {
      all.add(name.toLowerCase(Locale.ROOT));
    }
    return all;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private void maxStale(String argument, boolean hasArgument) {
    long value = hasArgument ? seconds(argument) : Long.MAX_VALUE;
    if (value != ABSENT) {
      maxStaleSeconds = lower(maxStaleSeconds, value);
    }
  }

  private static long lower(long known, long value) {
    return known == ABSENT ? value : Math.min(known, value);
  }

  private static long lifetime(String argument) {
    return Math.max(0, seconds(argument));
  }

  /** A {@code delta-seconds}, or {@link #ABSENT} when it is none. */
  private static long seconds(String digits) {
    if (digits.isEmpty()) {
      return ABSENT;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return ABSENT;
      }
      value = Math.min(MAX_SECONDS, value * 10 + (c - '0'));
    }
    return value;
  }

  /** Whether nothing may be stored. */
  public boolean noStore() {
    return noStore;
  }

  /** Whether {@code no-cache} stands there without field names. */
  public boolean noCache() {
    return noCache;
  }

  /** The lower-case field names of a qualified {@code no-cache}. */
  public List<String> noCacheFields() {
    return noCacheFields;
  }

  /** Whether {@code private} stands there without field names. */
  public boolean isPrivate() {
    return isPrivate;
  }

  /** The lower-case field names of a qualified {@code private}. */
  public List<String> privateFields() {
    return privateFields;
  }

  public boolean isPublic() {
    return isPublic;
  }

  public boolean mustRevalidate() {
    return mustRevalidate;
  }

  public boolean proxyRevalidate() {
    return proxyRevalidate;
  }

  public boolean mustUnderstand() {
    return mustUnderstand;
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc8246#section-2 */
  public boolean immutable() {
    return immutable;
  }

  public boolean onlyIfCached() {
    return onlyIfCached;
  }

  public boolean noTransform() {
    return noTransform;
  }

  public long maxAgeSeconds() {
    return maxAgeSeconds;
  }

  public long sMaxAgeSeconds() {
    return sMaxAgeSeconds;
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc5861#section-3 */
  public long staleWhileRevalidateSeconds() {
    return staleWhileRevalidateSeconds;
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc5861#section-4 */
  public long staleIfErrorSeconds() {
    return staleIfErrorSeconds;
  }

  /** {@link Long#MAX_VALUE} where the client takes a response of any staleness. */
  public long maxStaleSeconds() {
    return maxStaleSeconds;
  }

  public long minFreshSeconds() {
    return minFreshSeconds;
  }
}
