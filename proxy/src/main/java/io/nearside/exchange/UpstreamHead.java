package io.nearside.exchange;

import io.nearside.http.HopByHop;
import io.nearside.http.MaxForwards;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of the request that goes upstream: built anew, never passed through as bytes.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.6
 */
final class UpstreamHead {
  private UpstreamHead() {}

  /** The request as the client made it, but for what its route rewrites. */
  static RequestOfClient of(ProxyRequest request) {
    HttpMethod method = HttpMethod.valueOf(request.method());
    String target = request.route().rewrite().path().toUpstream(request.target());
    UpstreamFields shared = request.sharedUpstreamFields(() -> fields(request));
    return shared == null
        ? new RequestOfClient(method, target, fields(request), request.clientAddress())
        : new RequestOfClient(method, target, shared, request.clientAddress());
  }

  private static HttpHeaders fields(ProxyRequest request) {
    HttpHeaders headers = request.headers().copy();
    // What Connection names is gone already; by now the fields are what we say ourselves.
    dropNames(headers);
    connect(headers, request);
    headers.add(HttpHeaderNames.VIA, Via.of(request.version()));
    frame(headers, request.hasBody());
    long forwards = MaxForwards.of(request.method(), request.fields());
    if (forwards > 0) {
      headers.set(HttpHeaderNames.MAX_FORWARDS, forwards - 1);
    }
    Rewriting.ofRequest(headers, request);
    return headers;
  }

  /** The fields of the upstream's connection: what the client wants of ours that can be had. */
  private static void connect(HttpHeaders headers, ProxyRequest request) {
    List<String> options = new ArrayList<>(2);
    if (request.upgrades()) {
      options.add("upgrade");
      headers.set(HttpHeaderNames.UPGRADE, String.join(", ", request.upgrade()));
    }
    if (request.takesTrailers()) {
      options.add("TE");
      headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
    }
    if (!options.isEmpty()) {
      headers.set(HttpHeaderNames.CONNECTION, String.join(", ", options));
    }
  }

  private static void frame(HttpHeaders headers, boolean hasBody) {
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      // The number that was understood, without leading zeros.
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.parseLong(length));
    } else if (hasBody) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /**
   * The request made for the cache: a GET without the client's own conditions, for a whole
   * response, also where a HEAD or a part of it made us fetch. What cannot be shared is asked for
   * as the client did, so that it may get its 304.
   *
   * @param revalidation what is asked about instead, or null
   */
  static HttpRequest forFill(ProxyRequest request, @Nullable Revalidation revalidation) {
    RequestOfClient asked = of(request);
    asked.setMethod(HttpMethod.GET);
    UpstreamFields shared = asked.shared();
    boolean unconditional = shared != null && !shared.isConditional();
    if (revalidation == null && (unconditional || request.keepsConditions())) {
      return asked;
    }
    RequestOfClient head = asked.withOwnFields();
    head.headers()
        .remove(HttpHeaderNames.IF_NONE_MATCH)
        .remove(HttpHeaderNames.IF_MODIFIED_SINCE)
        .remove(HttpHeaderNames.RANGE)
        .remove(HttpHeaderNames.IF_RANGE);
    if (revalidation != null) {
      revalidation.condition(head.headers());
    }
    return head;
  }

  /**
   * Removes the fields that {@code Connection} names, but for those that are always for one
   * connection: of a request before anything is decided by a field that the upstream will not see.
   */
  static void dropNominated(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String named : HopByHop.nominated(headers.getAll(HttpHeaderNames.CONNECTION))) {
        if (!HopByHop.NAMES.contains(named)) {
          headers.remove(named);
        }
      }
    }
  }

  /** Removes the fields of one connection, and those that {@code Connection} names. */
  static void dropHopByHop(HttpHeaders headers) {
    dropNominated(headers);
    dropNames(headers);
  }

  private static void dropNames(HttpHeaders headers) {
    List<CharSequence> found = null;
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = headers.iteratorCharSequence();
    while (lines.hasNext()) {
      CharSequence name = lines.next().getKey();
      if (HopByHop.names(name)) {
        found = found == null ? new ArrayList<>(2) : found;
        found.add(name);
      }
    }
    if (found != null) {
      found.forEach(headers::remove);
    }
  }
}
