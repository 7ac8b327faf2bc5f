package io.nearside.http;

/**
 * The properties of request methods. Method names are case-sensitive.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.2
 */
public final class Methods {
  private Methods() {}

  /** Whether the method is defined to be read-only. */
  public static boolean isSafe(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
      default -> false;
    };
  }

  /** Whether the method may change something: every method that is not known to be safe. */
  public static boolean isUnsafe(String method) {
    return !isSafe(method);
  }

  /** Whether several identical requests are known to have the effect of one. */
  public static boolean isIdempotent(String method) {
    return isSafe(method) || method.equals("PUT") || method.equals("DELETE");
  }
}
