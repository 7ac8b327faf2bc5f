package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether a request that arrived upstream is the one that a client sent. */
final class Forwarding {
  /** Of one connection, made anew by the proxy, or counted down. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "proxy-authorization",
          "proxy-authenticate",
          "proxy-authentication-info",
          "host",
          "content-length",
          "via",
          "max-forwards");

  /** What a client must not say of itself. */
  private static final Set<String> CLAIMS =
      Set.of(
          "forwarded",
          "proxy",
          "x-host",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override");

  private static boolean isClaim(String lowerName) {
    return CLAIMS.contains(lowerName) || lowerName.startsWith("x-forwarded");
  }

  /** What the proxy asks for itself where it fills its cache. */
  private static final Set<String> OF_FILLS =
      Set.of("range", "if-range", "if-none-match", "if-modified-since");

  private final boolean caching;

  Forwarding(boolean caching) {
    this.caching = caching;
  }

  /** Where the two differ, or null. The one that arrived may be cut. */
  String difference(Message sent, Message arrived) {
    if (!sameMethod(sent, arrived)) {
      return "method " + arrived.method();
    }
    if (!Targets.pathAndQuery(sent).equals(Targets.pathAndQuery(arrived))) {
      return "target " + arrived.target();
    }
    String authority = Targets.authority(sent);
    if (!authority.isEmpty() && !authority.equals(Targets.authority(arrived))) {
      return "authority " + Targets.authority(arrived);
    }
    boolean sameBody =
        arrived.complete()
            ? sent.complete() && sent.body().equals(arrived.body())
            : sent.body().startsWith(arrived.body());
    if (!sameBody) {
      return "body " + Finding.escaped(arrived.body());
    }
    if (!sent.trailers().containsAll(arrived.trailers())) {
      return "trailers " + arrived.trailers();
    }
    Map<String, List<String>> wanted = endToEnd(sent);
    Map<String, List<String>> found = endToEnd(arrived);
    return wanted.equals(found) ? claim(arrived) : "fields " + found + " for " + wanted;
  }

  private boolean sameMethod(Message sent, Message arrived) {
    boolean fill = caching && sent.method().equals("HEAD") && arrived.method().equals("GET");
    return fill || sent.method().equals(arrived.method());
  }

  private Map<String, List<String>> endToEnd(Message message) {
    // https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1: of HTTP/1.0 it is ignored.
    boolean old = message.version().equals("HTTP/1.0");
    List<String> nominated = message.members("Connection");
    Map<String, List<String>> found = new TreeMap<>();
    for (Field field : message.fields()) {
      String name = field.lowerName();
      boolean compared =
          !NOT_COMPARED.contains(name)
              && !isClaim(name)
              && !name.matches("x-(forwarded|original|rewrite)-.*")
              && !nominated.contains(name)
              && !(old && name.equals("expect"))
              && name.indexOf('_') < 0
              && !(caching && OF_FILLS.contains(name));
      if (compared) {
        found.computeIfAbsent(name, key -> new ArrayList<>()).add(field.value());
      }
    }
    return found;
  }

  /** What arrived of what a client must not say. */
  private static String claim(Message arrived) {
    for (Field field : arrived.fields()) {
      boolean ours = field.lowerName().matches("x-forwarded-(for|host|proto)");
      boolean evil = field.value().contains("evil") || field.value().contains("1.2.3.4");
      if (field.name().indexOf('_') >= 0 || (isClaim(field.lowerName()) && (!ours || evil))) {
        return "claim " + field;
      }
    }
    return null;
  }
}
