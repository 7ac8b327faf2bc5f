package io.nearside.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;

/** The backend, as the exchange sees it. */
public interface Upstream {

  /**
   * Begins a request. The answer is told to the listener on the loop, never within this call.
   *
   * @param request the head as it goes out: hop-by-hop fields removed, framing fields set
   * @param hasBody whether {@link Call#send} follows, up to a last content; if not, the request is
   *     complete
   * @param affinity requests of one value go to one address, where the upstream is balanced so; the
   *     same for a key in every sidecar
   * @param loop the event loop that everything of this call runs on; the caller is on it
   */
  Call begin(
      HttpRequest request, boolean hasBody, long affinity, EventExecutor loop, Listener listener);

  /** A request under way. Only used on its loop. */
  interface Call {
    /** Sends a piece of the request's body, whose ownership passes on. */
    void send(HttpContent piece);

    /**
     * Whether more of the request's body may be sent now; otherwise {@link
     * Listener#upstreamWritable}.
     */
    boolean isWritable();

    /** Goes on or pauses reading the response. Reading is on at the beginning. */
    void reading(boolean on);

    /** Gives the answer up. The listener hears nothing more. */
    void cancel();
  }

  /** Who hears of the answer. Called on the call's loop. */
  interface Listener {
    /**
     * The request is about to go out, at once or after it has waited for its turn; once more when
     * it is repeated. May be called within {@link #begin}.
     */
    void sending();

    /** An interim response (1xx). */
    void interim(HttpResponse response);

    /** The final response's head. */
    void head(HttpResponse response);

    /**
     * The final response is a 101 to a request that asked for it with {@code Upgrade}: the
     * connection has left HTTP and is the listener's. The call is over. Whoever does not want it
     * closes it.
     */
    void switched(HttpResponse response, ByteStream connection);

    /** A piece of the body, whose ownership passes on. */
    void body(ByteBuf piece);

    /** The response is complete. */
    void end(HttpHeaders trailers);

    /** There will be no response, or no more of it. The last thing that is heard. */
    void failed(UpstreamFailure failure);

    /** More of the request's body may be sent. */
    void upstreamWritable();
  }
}
