package io.nearside.upstream;

import io.nearside.exchange.Deadline;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.http.EndlessTypes;
import io.nearside.wire.ChannelStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the upstream and the call that it serves. It goes back to the pool only when
 * request and response are both complete and nothing was odd; any byte that comes while it is idle
 * ends it.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements UpstreamStream {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

  private enum Response {
    /** Nothing of the final response has come. */
    AWAITED,
    /** An interim response's head has come, its empty end has not. */
    INTERIM,
    /** A 101 has come that was asked for, its empty end has not. */
    SWITCHING,
    /** The final response's head has come. */
    BODY
  }

  private static final int MAX_INTERIM = 100;

  private final ConnectionPool pool;
  private final ResponseDecoder decoder;
  private final RequestEncoder encoder;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Deadline deadline;
  private @Nullable UpstreamCall call;

  private AskedProtocols asked = AskedProtocols.none();
  private @Nullable HttpResponse switching;
  private Response response = Response.AWAITED;
  private int interims;
  private boolean requestSent;
  private boolean flushScheduled;
  private boolean keepAlive;
  private int served;

  /** The longest pause within the response's body. */
  private long pauseMillis;

  UpstreamConnection(ConnectionPool pool, ResponseDecoder decoder, RequestEncoder encoder) {
    this.pool = pool;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    deadline = new Deadline(context.executor(), this::timedOut);
  }

  private ChannelHandlerContext ctx() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  private Deadline deadline() {
    if (deadline == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return deadline;
  }

  boolean isUsable() {
    return ctx().channel().isActive() && !decoder.hasExcess();
  }

  @Override
  public void begin(UpstreamCall newCall, HttpRequest request, boolean hasBody) {
    call = newCall;
    response = Response.AWAITED;
    asked = AskedProtocols.of(request);
    interims = 0;
    requestSent = !hasBody;
    keepAlive = true;
    decoder.answerAwaited(request.method().name());
    newCall.listener().sending();
    pool.nameHost(request);
    encoder.bodiless(!hasBody);
    if (hasBody) {
      ctx().write(request, ctx().voidPromise());
      // How long the next piece takes is the client's affair.
      deadline().never();
      ctx().flush();
    } else {
      sent(request);
    }
  }

  @Override
  public void send(HttpContent piece) {
    if (piece instanceof LastHttpContent) {
      requestSent = true;
      sent(piece);
      return;
    }
    pool.fitWriting(ctx().channel());
    ctx().write(piece, ctx().voidPromise());
    flushInTurn();
    if (response == Response.AWAITED && !isWritable()) {
      deadline().in(pool.config().times().bodyMillis());
    }
  }

  /** Once for all pieces that come in this turn of the loop: they may be as small as a byte. */
  private void flushInTurn() {
    if (!flushScheduled) {
      flushScheduled = true;
      ctx().executor().execute(this::flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    ctx().flush();
  }

  /** The last of the request is on its way. */
  private void sent(HttpObject last) {
    ctx().writeAndFlush(last, ctx().voidPromise());
    if (response == Response.AWAITED) {
      deadline().in(pool.config().times().responseMillis());
    }
  }

  @Override
  public boolean isWritable() {
    return ctx().channel().isWritable();
  }

  @Override
  public void reading(boolean on) {
    if (ctx().channel().config().isAutoRead() == on) {
      return;
    }
    ctx().channel().config().setAutoRead(on);
    if (response == Response.BODY) {
      // A response that is not read on purpose is not late.
      if (on) {
        deadline().in(pauseMillis);
      } else {
        deadline().never();
      }
    }
  }

  @Override
  public void close() {
    call = null;
    ctx().close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    UpstreamCall current = call;
    if (current == null || current.isOver()) {
      ReferenceCountUtil.release(message);
      context.close();
      return;
    }
    if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      lose(current, UpstreamFailure.PROTOCOL_ERROR);
    } else if (message instanceof HttpResponse head) {
      head(current, head);
    } else {
      content(current, (HttpContent) message);
    }
  }

  private void head(UpstreamCall current, HttpResponse head) {
    if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      interim(current, head);
      return;
    }
    response = Response.BODY;
    keepAlive = HttpUtil.isKeepAlive(head);
    boolean endless = EndlessTypes.include(head.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
    pauseMillis =
        endless ? pool.config().times().streamMillis() : pool.config().times().bodyMillis();
    deadline().in(pauseMillis);
    if (endless) {
      current.streams();
    }
    current.listener().head(head);
  }

  private void interim(UpstreamCall current, HttpResponse head) {
    if (++interims > MAX_INTERIM) {
      end(current, UpstreamFailure.PROTOCOL_ERROR);
    } else if (head.status().code() != 101) {
      response = Response.INTERIM;
      head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      current.listener().interim(head);
    } else if (requestSent && asked.allow(head)) {
      response = Response.SWITCHING;
      switching = head;
    } else {
      end(current, UpstreamFailure.PROTOCOL_ERROR);
    }
  }

  /** Leaves HTTP: what comes from now on, and what has come already, is the stream's. */
  private void leaveHttp(UpstreamCall current, HttpResponse head) {
    Upstream.Listener listener = current.listener();
    call = null;
    current.complete();
    deadline().cancel();
    listener.switched(head, ChannelStream.inPlaceOf(ctx(), encoder, this, decoder));
  }

  private void content(UpstreamCall current, HttpContent piece) {
    if (response == Response.SWITCHING && switching != null) {
      piece.release();
      leaveHttp(current, switching);
      return;
    }
    if (response != Response.BODY) {
      piece.release();
      response = Response.AWAITED;
      return;
    }
    boolean last = piece instanceof LastHttpContent;
    if (piece.content().isReadable()) {
      if (!last && ctx().channel().config().isAutoRead()) {
        deadline().in(pauseMillis);
      }
      current.listener().body(piece.content());
    } else {
      piece.release();
    }
    if (last && call == current) {
      finished(current, (LastHttpContent) piece);
    }
  }

  private void finished(UpstreamCall current, LastHttpContent last) {
    boolean whole = requestSent;
    Upstream.Listener listener = current.listener();
    current.complete();
    deadline().never();
    call = null;
    decoder.answerComplete();
    if (whole && keepAlive && isUsable()) {
      release();
    } else {
      ctx().close();
    }
    listener.end(TrailerFields.permitted(last.trailingHeaders()));
  }

  private void release() {
    served++;
    parked();
    pool.release(this);
  }

  /** Nobody uses it, for so long and no longer. */
  void parked() {
    ctx().channel().config().setAutoRead(true);
    deadline().in(pool.config().times().keepAliveMillis());
  }

  private void timedOut() {
    UpstreamCall current = call;
    if (current == null) {
      pool.forget(this);
      ctx().close();
      return;
    }
    lose(current, UpstreamFailure.RESPONSE_TIMEOUT);
  }

  /** The response will not be complete: within its body, or else for this reason. */
  private void lose(UpstreamCall current, UpstreamFailure beforeTheHead) {
    boolean begun = response == Response.BODY;
    end(current, begun ? UpstreamFailure.RESPONSE_INCOMPLETE : beforeTheHead);
  }

  /** Ends the call with a failure, and the connection with it. */
  private void end(UpstreamCall current, UpstreamFailure failure) {
    call = null;
    ctx().close();
    if (decoder.anyByteRead()) {
      current.fail(failure);
    } else {
      current.unanswered(served > 0, failure);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    deadline().cancel();
    UpstreamCall current = call;
    if (current == null) {
      pool.forget(this);
      return;
    }
    lose(current, UpstreamFailure.CONNECTION_TERMINATED);
  }

  /** The end of a session of TLS: what comes after it is not the upstream's. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      keepAlive = false;
      if (call == null) {
        pool.forget(this);
        context.close();
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    UpstreamCall current = call;
    if (current != null && !current.isOver() && context.channel().isWritable()) {
      if (response == Response.AWAITED && !requestSent) {
        deadline().never();
      }
      current.listener().upstreamWritable();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset is routine; whatever it was, this connection is of no more use.
    if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
      LOG.warn("an upstream connection is closed because of an error of ours", cause);
    }
    UpstreamCall current = call;
    if (current == null) {
      pool.forget(this);
      context.close();
      return;
    }
    lose(current, UpstreamFailure.CONNECTION_TERMINATED);
  }
}
