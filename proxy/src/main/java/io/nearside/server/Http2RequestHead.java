package io.nearside.server;

import io.nearside.caching.Authority;
import io.nearside.server.RequestGuard.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request over HTTP/2, read from a field section that is well-formed.
 *
 * @param method a token
 * @param authority the host that it asks for
 * @param target in origin form, or {@code *}
 * @param fields with {@code Host} as an HTTP/1.1 request would have it
 * @param contentLength as far as it says so, else -1
 */
record Http2RequestHead(
    String method, String authority, String target, HttpHeaders fields, long contentLength) {

  /** What is malformed in a request's pseudo-fields and {@code Host}, or null. */
  static @Nullable String fault(ReceivedFields section) {
    if (section.fault() != null) {
      return section.fault();
    }
    String method = section.methodName();
    if (!FieldRules.isToken(method)) {
      return "no method";
    }
    List<String> hosts = section.fields().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return "more than one host";
    }
    if (method.equals("CONNECT")) {
      return null;
    }
    if (section.schemeName().isEmpty() || section.target().isEmpty()) {
      return "no scheme or path";
    }
    String authority = section.authorityName();
    boolean differ = !authority.isEmpty() && hosts.size() == 1 && !isSame(authority, hosts.get(0));
    return differ ? "a host that is not the authority" : null;
  }

  private static boolean isSame(String authority, String host) {
    return authority.equals(host)
        || authority.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
  }

  /** Why a request that is not malformed is refused all the same, or null. */
  static @Nullable Refusal refusal(ReceivedFields section, ServerLimits limits, boolean hasBody) {
    String method = section.methodName();
    String target = section.target();
    if (method.length() + target.length() > limits.requestLineBytes()) {
      return new Refusal(414, "request target too long");
    }
    if (section.lines() > limits.fieldCount()) {
      return new Refusal(431, "too many header fields");
    }
    if (method.equals("CONNECT")) {
      return new Refusal(501, "CONNECT is not supported");
    }
    String scheme = section.schemeName();
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      return new Refusal(400, "only http and https are spoken here");
    }
    String authority = authority(section);
    if (authority.isEmpty()) {
      return new Refusal(400, "no Host");
    }
    if (!Authority.isValid(authority)) {
      return new Refusal(400, "malformed Host");
    }
    boolean origin = target.startsWith("/") && target.indexOf(' ') < 0 && target.indexOf('\t') < 0;
    if (!origin && !(target.equals("*") && method.equals("OPTIONS"))) {
      return new Refusal(400, "malformed request target");
    }
    return RequestGuard.meaning(method, target, section.fields(), hasBody);
  }

  private static String authority(ReceivedFields section) {
    String authority = section.authorityName();
    return authority.isEmpty() ? section.fields().get(HttpHeaderNames.HOST, "") : authority;
  }

  /** Reads a section in which nothing is wrong. */
  static Http2RequestHead of(ReceivedFields section) {
    String authority = authority(section);
    HttpHeaders fields = section.fields();
    fields.set(HttpHeaderNames.HOST, authority);
    String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    // The decoder has read it: it is one number.
    long contentLength = length == null ? -1 : Long.parseLong(length);
    return new Http2RequestHead(
        section.methodName(), authority, section.target(), fields, contentLength);
  }
}
