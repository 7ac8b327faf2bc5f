package io.nearside.exchange;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;

/**
 * A request on its way to the upstream, and whose it is: what its fields say of that is for rules
 * to change.
 */
public final class RequestOfClient extends DefaultHttpRequest {
  private final String clientAddress;

  RequestOfClient(HttpMethod method, String target, HttpHeaders headers, String clientAddress) {
    super(HttpVersion.HTTP_1_1, method, target, headers);
    this.clientAddress = clientAddress;
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
