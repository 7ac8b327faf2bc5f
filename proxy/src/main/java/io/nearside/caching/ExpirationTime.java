package io.nearside.caching;

/**
 * When a response stops being fresh, and by whose word: the upstream's, the route's, or a guess
 * from {@code Last-Modified}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1
 *
 * @param verdict why it has none; the rest counts only when it is storable
 * @param freshUntilMillis when it stops being fresh; may be over when it comes
 * @param byRule whether we, not the upstream, say so: then it is only for requests without
 *     credentials that the key does not hold
 */
record ExpirationTime(Storability verdict, long freshUntilMillis, boolean byRule) {
  /*
   * A guess from Last-Modified would by the RFC also be for requests with cookies. But it is we who
   * say that the response may be reused, so the same rule holds for it as for a route's ttl.
   *
   * An override that makes a response last longer than the upstream says counts as our word, too:
   * max-age=0 is what many backends say of all that is made for one user.
   */

  /** What only the upstream's own word decides. */
  static ExpirationTime explicit(Received received) {
    long lifetime = received.explicitLifetimeMillis();
    return lifetime == Freshness.NOT_EXPLICIT
        ? refused(Storability.NO_FRESHNESS)
        : new ExpirationTime(
            Storability.STORABLE, Received.plus(received.originMillis(), lifetime), false);
  }

  /** What the upstream's word decides, and the route's where that has none or overrides it. */
  static ExpirationTime of(Received received) {
    ExpirationTime explicit = explicit(received);
    boolean said = explicit.verdict.storable();
    Lifetimes lifetimes = received.route().lifetimes();
    if (said && !lifetimes.areOverridden(received.status())) {
      return explicit;
    }
    long ttl = lifetimes.ttlMillis(received.status());
    if (ttl == Route.NO_TTL) {
      return heuristic(received);
    }
    if (ttl == 0) {
      return refused(Storability.NO_FRESHNESS);
    }
    // A lifetime of ours counts from the arrival, whatever age the response has.
    long shortened =
        Jitter.shorten(ttl, lifetimes.jitter(), received.uri(), received.responseMillis());
    long until = Received.plus(received.responseMillis(), shortened);
    if (said && until <= explicit.freshUntilMillis) {
      return new ExpirationTime(Storability.STORABLE, until, false);
    }
    if (Credentials.areUnkeyed(received.route(), received.request())) {
      return said ? explicit : refused(Storability.CREDENTIALS);
    }
    return new ExpirationTime(Storability.STORABLE, until, true);
  }

  private static ExpirationTime heuristic(Received received) {
    boolean heuristically =
        received.control().directives().isPublic()
            || StoredStatus.isHeuristicallyCacheable(received.status());
    double fraction = received.route().lifetimes().heuristicFraction();
    long lifetime =
        heuristically && fraction > 0
            ? Freshness.heuristicLifetimeMillis(
                fraction, received.response(), received.responseMillis())
            : 0;
    if (lifetime <= 0) {
      return refused(without(received.status()));
    }
    if (Credentials.areUnkeyed(received.route(), received.request())) {
      return refused(Storability.CREDENTIALS);
    }
    return new ExpirationTime(
        Storability.STORABLE, Received.plus(received.originMillis(), lifetime), true);
  }

  /** Why a response without any lifetime is refused. */
  private static Storability without(int status) {
    return status >= 400 && !StoredStatus.hasLifetimeByRule(status)
        ? Storability.ERROR_STATUS
        : Storability.NO_FRESHNESS;
  }

  private static ExpirationTime refused(Storability verdict) {
    return new ExpirationTime(verdict, 0, false);
  }
}
