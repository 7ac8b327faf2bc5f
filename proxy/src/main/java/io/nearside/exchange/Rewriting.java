package io.nearside.exchange;

import io.nearside.caching.Authority;
import io.nearside.caching.ClientReference;
import io.nearside.caching.FieldRules;
import io.nearside.caching.FieldRules.Line;
import io.nearside.caching.Rewrite;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** Where a route's {@link Rewrite} meets the heads: what goes upstream, and what comes from it. */
final class Rewriting {
  private static final String FORWARDED_PREFIX = "X-Forwarded-Prefix";
  private static final String FORWARDED_HOST = "X-Forwarded-Host";
  private static final CharSequence[] REFERENCES = {
    HttpHeaderNames.LOCATION, HttpHeaderNames.CONTENT_LOCATION
  };

  private Rewriting() {}

  /** Completes the fields of the request that goes upstream. */
  static void ofRequest(HttpHeaders headers, ProxyRequest request) {
    Rewrite rewrite = request.route().rewrite();
    if (rewrite.host() != null) {
      headers.set(HttpHeaderNames.HOST, rewrite.host());
    }
    String strip = rewrite.path().strip();
    if (!strip.isEmpty() && rewrite.path().applies(request.target())) {
      // Behind what a trusted proxy took off before us.
      headers.add(FORWARDED_PREFIX, strip);
    }
    apply(rewrite.request(), headers, false);
  }

  /** Makes an upstream's final head what is decided by, stored and sent. */
  static void ofResponse(int status, HttpHeaders headers, ProxyRequest request) {
    Rewrite rewrite = request.route().rewrite();
    if (rewrite.changesUrls()) {
      for (CharSequence name : REFERENCES) {
        if (headers.contains(name)) {
          rewriteReferences(headers, name, request);
        }
      }
    }
    apply(rewrite.response(), headers, status == 304);
  }

  private static void rewriteReferences(
      HttpHeaders headers, CharSequence name, ProxyRequest request) {
    Rewrite rewrite = request.route().rewrite();
    List<String> authorities = authorities(request);
    List<String> rewritten = new ArrayList<>(1);
    for (String reference : headers.getAll(name)) {
      rewritten.add(ClientReference.of(reference.strip(), rewrite, request.uri(), authorities));
    }
    headers.set(name, rewritten);
  }

  /** What the upstream was told that the client asked for. */
  private static List<String> authorities(ProxyRequest request) {
    List<String> authorities = new ArrayList<>(2);
    authorities.add(request.uri().authority());
    String told = request.fields().first(FORWARDED_HOST);
    String normalized = told == null ? null : Authority.normalize(request.uri().scheme(), told);
    if (normalized != null) {
      authorities.add(normalized);
    }
    return authorities;
  }

  /**
   * Applies rules.
   *
   * @param updates whether the message holds only what replaces fields of a stored one: what is not
   *     in it was added there when it was stored
   */
  private static void apply(FieldRules rules, HttpHeaders headers, boolean updates) {
    if (rules.isNone()) {
      return;
    }
    rules.remove().forEach(headers::remove);
    for (Line line : rules.set()) {
      headers.remove(line.name());
    }
    for (Line line : rules.set()) {
      headers.add(line.name(), line.value());
    }
    for (Line line : rules.add()) {
      if (!updates || headers.contains(line.name())) {
        headers.add(line.name(), line.value());
      }
    }
  }
}
