package io.nearside.caching;

/**
 * What a status code means for storing.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15
 */
final class StoredStatus {
  private StoredStatus() {}

  /**
   * Whether it is the final and whole answer to nothing but the target: not 1xx, 206 and 304; not
   * one that tells how this very request was sent; not one of RFC 6585 that caches must not store
   * (428, 429, 431, 511). 408, 411 and 413 are about the bytes of one request, too.
   */
  static boolean isFinalAndWhole(int status) {
    return switch (status) {
      case 206, 304, 407, 408, 411, 412, 413, 416, 417, 421, 425, 426, 428, 429, 431, 511 -> false;
      default -> status >= 200 && status <= 599;
    };
  }

  /** Whether we know and do what the status asks of a cache. */
  static boolean isUnderstood(int status) {
    return switch (status) {
      case 200, 203, 204, 300, 301, 302, 303, 307, 308 -> true;
      case 400, 401, 403, 404, 405, 406, 410, 414, 451 -> true;
      case 500, 501, 502, 503, 504 -> true;
      default -> false;
    };
  }

  /**
   * Whether a cache may guess a lifetime.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.1
   */
  static boolean isHeuristicallyCacheable(int status) {
    return switch (status) {
      case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
      default -> false;
    };
  }

  /**
   * Whether a route's lifetime applies: what lasts by its nature. Errors that one odd request can
   * provoke (400, 403, 405, 413, 5xx) would be kept for everybody, and 302, 303 and 307 are made
   * for the moment.
   */
  static boolean hasLifetimeByRule(int status) {
    return switch (status) {
      case 200, 203, 204, 300, 301, 308, 404, 410 -> true;
      default -> false;
    };
  }
}
