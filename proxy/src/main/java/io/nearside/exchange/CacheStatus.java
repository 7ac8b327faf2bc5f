package io.nearside.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The texts of {@code Cache-Status} and {@code Proxy-Status}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9211#section-2
 */
public final class CacheStatus {
  /** What this cache calls itself. */
  public static final String NAME = "nearside";

  /** How a hit's text begins; the seconds of freshness that are left follow. */
  public static final String HIT_TTL = NAME + "; hit; ttl=";

  private CacheStatus() {}

  /** Answered from the cache with this much freshness left, negative when stale. */
  public static String hit(long ttlSeconds, @Nullable String detail) {
    return HIT_TTL + ttlSeconds + detail(detail);
  }

  /** Forwarded, and the answer is being stored. */
  public static String stored(
      ForwardReason reason, int status, long ttlSeconds, boolean collapsed) {
    return forwarded(reason, status)
        + "; stored; ttl="
        + ttlSeconds
        + (collapsed ? "; collapsed" : "");
  }

  /** Forwarded, and the answer is not stored, for this reason. */
  public static String notStored(ForwardReason reason, int status, @Nullable String detail) {
    return forwarded(reason, status) + detail(detail);
  }

  /** Forwarded in vain, and answered with something stale instead. */
  public static String staleIfError(long ttlSeconds) {
    return NAME + "; fwd=stale; ttl=" + ttlSeconds + detail("stale-if-error");
  }

  /** Forwarded in vain. */
  public static String failed(ForwardReason reason, UpstreamFailure failure) {
    return NAME + "; fwd=" + reason.text() + detail(failure.text());
  }

  /** The {@code Proxy-Status} of an answer that we had to make ourselves. */
  public static String proxyStatus(UpstreamFailure failure) {
    return NAME + "; error=" + failure.text();
  }

  private static String forwarded(ForwardReason reason, int status) {
    return NAME + "; fwd=" + reason.text() + "; fwd-status=" + status;
  }

  private static String detail(@Nullable String detail) {
    return detail == null ? "" : "; detail=" + detail;
  }
}
