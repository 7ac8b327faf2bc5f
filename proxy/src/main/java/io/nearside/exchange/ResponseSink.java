package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;

/**
 * The client, as the exchange sees it. Only used on its loop. One answer is either {@link #stored},
 * {@link #error}, or {@link #head} followed by pieces and {@link #end} or {@link #cut}.
 */
public interface ResponseSink {

  /** The event loop of the client's connection. */
  EventExecutor loop();

  /** An interim response, dropped where the client cannot take one. */
  void interim(HttpResponse response);

  /** The head of a streamed answer, without hop-by-hop fields; framed anew for this client. */
  void head(HttpResponse response);

  /** A piece of the body, whose ownership passes on. */
  void body(ByteBuf piece);

  /**
   * The answer is complete.
   *
   * @param trailers trailer fields, left out where the client or the framing cannot take them
   */
  void end(HttpHeaders trailers);

  /**
   * Answers with a 101, after which the connection is no longer HTTP: the exchange is over, and
   * {@link Exchange#clientGone} is not told. What the client sent behind its request comes first.
   */
  ByteStream switchProtocols(HttpResponse response);

  /** The answer cannot be completed: the client must see that it was cut. */
  void cut();

  /** An answer from the cache: of this response, what the delivery says. */
  void stored(StoredResponse response, Delivery delivery, String cacheStatus);

  /** A whole answer of our own, in plain text. It is based on no response: no Cache-Status. */
  void error(int status, String text, String proxyStatus);

  /** Whether pieces may be given now; otherwise {@link Exchange#writable} tells when. */
  boolean isWritable();

  /** Goes on or pauses reading the request's body. */
  void requestReading(boolean on);
}
