package io.nearside.upstream;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;

/**
 * What carries one call at a time to the upstream and its answer back: a connection of HTTP/1.1, or
 * a stream of one of HTTP/2. Only used on its loop. What comes back is told to the call.
 */
interface UpstreamStream {
  /** Sends a call's request head. */
  void begin(UpstreamCall call, HttpRequest request, boolean hasBody);

  /** Sends a piece of the request's body, whose ownership passes on. */
  void send(HttpContent piece);

  /** Whether more of the request's body may be sent now. */
  boolean isWritable();

  /** Goes on or pauses reading the response. */
  void reading(boolean on);

  /** Gives the call up, if one is under way; what this was carried by may live on. */
  void close();
}
