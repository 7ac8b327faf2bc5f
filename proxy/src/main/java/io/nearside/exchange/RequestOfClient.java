package io.nearside.exchange;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the upstream, and whose it is: what its fields say of that is for rules
 * to change.
 */
public final class RequestOfClient extends DefaultHttpRequest {
  private final String clientAddress;
  private final @Nullable UpstreamFields shared;

  /** A request with fields of its own. */
  RequestOfClient(HttpMethod method, String target, HttpHeaders headers, String clientAddress) {
    super(HttpVersion.HTTP_1_1, method, target, headers);
    this.clientAddress = clientAddress;
    this.shared = null;
  }

  /** A request that shares its fields with others. */
  RequestOfClient(HttpMethod method, String target, UpstreamFields shared, String clientAddress) {
    super(HttpVersion.HTTP_1_1, method, target, shared.headers());
    this.clientAddress = clientAddress;
    this.shared = shared;
  }

  /** The fields, where it shares them with others; null where they are its own. */
  public @Nullable UpstreamFields shared() {
    return shared;
  }

  /** The same with fields of its own. */
  RequestOfClient withOwnFields() {
    return shared == null
        ? this
        : new RequestOfClient(method(), uri(), headers().copy(), clientAddress);
  }

  /** The address of the connection's other end, as in {@code X-Forwarded-For}. */
  public String clientAddress() {
    return clientAddress;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
