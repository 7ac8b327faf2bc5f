package io.nearside.exchange;

import io.nearside.caching.Route;
import io.nearside.http.Fields;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields that requests of one connection have in common to the byte, and what was made of them
 * for the route that such a request took last. The fields themselves are not changed any more. Only
 * used on the connection's loop; what it gives may be read on any.
 */
final class CommonFields {
  private final HttpHeaders received;
  private @Nullable OfRoute last;

  /**
   * Fields as they were received.
   *
   * @param received nobody changes them from now on
   */
  CommonFields(HttpHeaders received) {
    this.received = received;
  }

  /**
   * The fields as a route's upstream sees them.
   *
   * @param preparation makes them so
   */
  OfRoute of(Route route, Consumer<HttpHeaders> preparation) {
    OfRoute known = last;
    if (known == null || !known.route.equals(route)) {
      HttpHeaders headers = received.copy();
      preparation.accept(headers);
      known = new OfRoute(route, headers);
      last = known;
    }
    return known;
  }

  /** The same for requests that take the same route. */
  static final class OfRoute {
    private final Route route;
    private final HttpHeaders headers;
    private final Fields fields;
    private @Nullable UpstreamFields upstream;

    private OfRoute(Route route, HttpHeaders headers) {
      this.route = route;
      this.headers = headers;
      this.fields = new NettyFields(headers);
    }

    HttpHeaders headers() {
      return headers;
    }

    Fields fields() {
      return fields;
    }

    /** All that goes upstream, made when it is first asked for. */
    UpstreamFields upstream(Supplier<HttpHeaders> made) {
      UpstreamFields known = upstream;
      if (known == null) {
        known = UpstreamFields.shared(made.get());
        upstream = known;
      }
      return known;
    }
  }
}
