package io.nearside.exchange;

import io.netty.handler.codec.http.HttpContent;

/** One request being answered. Only used on the loop of its client's connection. */
public interface Exchange {

  /** A piece of the request's body, up to a last content. Ownership passes on. */
  void requestBody(HttpContent piece);

  /** The client takes more. */
  void writable();

  /** The client is gone: nothing may be told to its sink any more. */
  void clientGone();
}
