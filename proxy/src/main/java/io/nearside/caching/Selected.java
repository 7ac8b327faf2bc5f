package io.nearside.caching;

/**
 * The numbers of a stored response that decide about its reuse. All times are milliseconds of the
 * cluster's clock.
 */
public interface Selected {

  /** When the response was of age zero: {@code Age} is the time since then. */
  long originMillis();

  /** When it stops being fresh. */
  long freshUntilMillis();

  /** Until when it may be served while it is revalidated in the background. */
  long staleWhileRevalidateUntilMillis();

  /** Until when it may be served instead of an error. */
  long staleIfErrorUntilMillis();

  /**
   * Whether its lifetime came from a rule of ours because the upstream said nothing. Such a
   * response is only for requests without credentials that the key does not hold.
   */
  boolean lifetimeByRule();

  /** Whether every reuse needs a successful validation, fresh or not. */
  boolean mustValidate();

  /** Whether it must not be used stale, whatever the client or a window of the route says. */
  boolean staleForbidden();
}
