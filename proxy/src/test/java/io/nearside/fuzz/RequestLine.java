package io.nearside.fuzz;

import java.util.List;
import java.util.Set;

/**
 * Reads the line that begins a request, and holds its {@code Host} against it.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-3
 */
final class RequestLine {
  private final boolean anyVisible;

  RequestLine(Set<Lenience> allowed) {
    this.anyVisible = allowed.contains(Lenience.VISIBLE_CHARACTERS_IN_A_TARGET);
  }

  List<String> read(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new Malformed("a request line that has not three parts");
    }
    if (!Grammar.isToken(parts[0])) {
      throw new Malformed("a method that is no token");
    }
    if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
      throw new Malformed("another version");
    }
    target(parts[0], parts[1]);
    return List.of(parts);
  }

  private void target(String method, String target) {
    if (method.equals("CONNECT")) {
      if (!target.contains(":") || !Grammar.isAuthority(target)) {
        throw new Malformed("CONNECT without an authority");
      }
    } else if (target.equals("*")) {
      if (!method.equals("OPTIONS")) {
        throw new Malformed("an asterisk that is not for OPTIONS");
      }
    } else {
      pathAndQuery(target.startsWith("/") ? target : absolute(target));
    }
  }

  private void pathAndQuery(String text) {
    if (!Grammar.isUriText(text, "/:@?", anyVisible)) {
      throw new Malformed("a target with what no URI has");
    }
  }

  /** Checks scheme and authority; returns the rest. */
  private static String absolute(String target) {
    int colon = target.indexOf("://");
    if (colon < 0 || !target.substring(0, colon).matches("(?i)https?")) {
      throw new Malformed("a target in no form");
    }
    int end = Targets.authorityEnd(target, colon + 3);
    String authority = target.substring(colon + 3, end);
    if (authority.isEmpty() || authority.startsWith(":") || !Grammar.isAuthority(authority)) {
      throw new Malformed("a target with no proper authority");
    }
    return target.substring(end);
  }

  /**
   * Checks {@code Host}.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
   */
  static void checkHost(List<String> start, List<Field> fields) {
    List<String> hosts = Field.all(fields, "Host");
    if (hosts.size() > 1 || (hosts.isEmpty() && start.get(2).equals("HTTP/1.1"))) {
      throw new Malformed(hosts.size() + " Hosts");
    }
    if (!hosts.isEmpty() && !Grammar.isAuthority(hosts.get(0))) {
      throw new Malformed("a Host that is none");
    }
  }
}
