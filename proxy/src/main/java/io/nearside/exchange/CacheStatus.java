package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The texts of our member of {@code Cache-Status}, which stands behind those of the upstream's
 * caches.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9211#section-2
 */
public final class CacheStatus {
  /*
   * A member has either "hit" or "fwd", never both. Only with "fwd" come "fwd-status", "stored" and
   * "collapsed". "ttl" is there where a stored response is, or is about to be. What we make
   * ourselves without a stored response (an error, a refusal, the 504 for only-if-cached) has no
   * member at all: there Proxy-Status says who answered.
   */

  /** What this cache calls itself. */
  public static final String NAME = "nearside";

  /** How a hit's text begins; the seconds of freshness that are left follow. */
  public static final String HIT_TTL = NAME + "; hit; ttl=";

  /** For an answer that is based on no response: no member. */
  public static final String NONE = "";

  /** Keys are shorter; what a string may have at least. */
  private static final int MAX_KEY_LENGTH = 1024;

  private CacheStatus() {}

  /** Answered from the cache with this much freshness left, negative when stale. */
  public static String hit(long ttlSeconds) {
    return HIT_TTL + ttlSeconds;
  }

  /** Forwarded, and the answer is being stored. */
  public static String stored(
      ForwardReason reason, int status, long ttlSeconds, boolean collapsed) {
    StatusMember member = forwarded(reason, status).with("stored").with("ttl", ttlSeconds);
    return (collapsed ? member.with("collapsed") : member).toString();
  }

  /** Forwarded, and the answer is not stored, for this reason. */
  public static String notStored(ForwardReason reason, int status, @Nullable String detail) {
    StatusMember member = forwarded(reason, status);
    return (detail == null ? member : member.with("detail", detail)).toString();
  }

  /** Forwarded to be validated, and the stored response is as good as new. */
  public static String revalidated(ForwardReason reason, long ttlSeconds, boolean collapsed) {
    return stored(reason, 304, ttlSeconds, collapsed);
  }

  /** Forwarded in vain, and answered with something stale instead. */
  public static String staleIfError(long ttlSeconds) {
    return new StatusMember(NAME)
        .with("fwd", ForwardReason.STALE.text())
        .with("ttl", ttlSeconds)
        .with("detail", "stale-if-error")
        .toString();
  }

  /** The same member with the key of the response. */
  public static String withKey(String member, CacheKey key) {
    String text = key.text();
    String bounded = text.length() > MAX_KEY_LENGTH ? text.substring(0, MAX_KEY_LENGTH) : text;
    return new StatusMember(member).withText("key", bounded).toString();
  }

  private static StatusMember forwarded(ForwardReason reason, int status) {
    return new StatusMember(NAME).with("fwd", reason.text()).with("fwd-status", status);
  }
}
