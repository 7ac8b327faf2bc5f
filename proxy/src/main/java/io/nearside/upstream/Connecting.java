package io.nearside.upstream;

import io.nearside.exchange.UpstreamFailure;
import io.nearside.tls.ClientTls;
import io.nearside.upstream.UpstreamConfig.Http2;
import io.nearside.upstream.UpstreamConfig.ProxyProtocol;
import io.nearside.wire.Address;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to make one connection: the wait for room, the socket, the PROXY header, TLS with the
 * choice of the protocol, and the first SETTINGS of HTTP/2. It takes no longer than a connection
 * may, from the moment that there is room. Only used on its loop.
 */
final class Connecting extends ChannelInboundHandlerAdapter implements ConnectionLimit.Waiter {
  private final ConnectionPool pool;
  private final boolean http1Only;
  private final Deque<Wish> wishes = new ArrayDeque<>();
  private @Nullable Channel channel;
  private @Nullable Future<?> timer;
  private boolean inLine;
  private boolean placed;
  private boolean over;

  Connecting(ConnectionPool pool, boolean http1Only) {
    this.pool = pool;
    this.http1Only = http1Only;
  }

  void add(Wish wish) {
    wish.by(this);
    wishes.addLast(wish);
    if (inLine && wishes.size() > pool.limit().queue() + 1) {
      wishes.removeLast();
      pool.loop().execute(() -> wish.notConnected(overloaded()));
    }
  }

  /** A wish is given up; an attempt that nobody waits for goes on only if others could use it. */
  void remove(Wish wish) {
    wishes.remove(wish);
    if (!wishes.isEmpty() || over) {
      return;
    }
    if (inLine) {
      leaveLine();
    } else if (channel != null && !pool.isShared(this)) {
      over = true;
      stopTimer();
      channel.close();
    }
  }

  void start() {
    switch (pool.limit().enter(this)) {
      case ADMITTED -> open();
      case WAITS -> {
        inLine = true;
        pool.waits(this);
        timer = schedule(this::waitedInVain, pool.limit().queueMillis());
      }
      case REFUSED -> pool.loop().execute(() -> fail(overloaded()));
    }
  }

  private static NotConnected overloaded() {
    return new NotConnected(UpstreamFailure.OVERLOADED, "as many connections as may be");
  }

  private Future<?> schedule(Runnable task, long millis) {
    return pool.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  boolean isInLine() {
    return inLine && !over;
  }

  @Override
  public void admitted() {
    pool.loop().execute(this::proceed);
  }

  private void proceed() {
    pool.waitsNoMore(this);
    inLine = false;
    stopTimer();
    if (over || wishes.isEmpty()) {
      over = true;
      pool.ended(this);
      pool.limit().leave();
    } else {
      open();
    }
  }

  private void waitedInVain() {
    if (pool.limit().giveUp(this)) {
      pool.waitsNoMore(this);
      inLine = false;
      fail(overloaded());
    }
  }

  /** Nobody waits any more for what this one waits for. */
  private void leaveLine() {
    if (pool.limit().giveUp(this)) {
      inLine = false;
      over = true;
      stopTimer();
      pool.waitsNoMore(this);
      pool.ended(this);
    }
  }

  /** A connection has become free that serves as well; the line is left already. */
  void madeInstead(UpstreamConnection connection) {
    inLine = false;
    stopTimer();
    Wish first = wishes.pollFirst();
    over = wishes.isEmpty();
    if (first == null) {
      pool.ended(this);
      pool.release(connection);
    } else if (connection.isUsable()) {
      first.connected(connection);
      if (over) {
        pool.ended(this);
      } else {
        start();
      }
    } else {
      over = false;
      wishes.addFirst(first);
      connection.close();
      start();
    }
  }

  /** Streams have become free that serve as well. */
  void serveFrom(Http2Session session) {
    while (inLine && !wishes.isEmpty()) {
      UpstreamStream stream = session.open();
      if (stream == null) {
        return;
      }
      wishes.removeFirst().connected(stream);
    }
    if (inLine) {
      leaveLine();
    }
  }

  private void open() {
    placed = true;
    pool.opened();
    timer = schedule(this::late, pool.config().times().connectMillis());
    ChannelFuture connecting =
        pool.bootstrap()
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    begin(made);
                  }
                })
            .connect();
    channel = connecting.channel();
    channel.closeFuture().addListener(closed -> onLoop(this::leave));
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            onLoop(() -> notConnected(done.cause()));
          }
        });
  }

  private void notConnected(Throwable cause) {
    // Where there was no socket to be had, nothing is closed either.
    leave();
    fail(cause);
  }

  private void leave() {
    if (placed) {
      placed = false;
      pool.gone();
      pool.limit().leave();
    }
  }

  private void onLoop(Runnable task) {
    if (pool.loop().inEventLoop()) {
      task.run();
    } else {
      pool.loop().execute(task);
    }
  }

  private void begin(Channel made) {
    Wish first = wishes.peekFirst();
    if (pool.config().proxyProtocol() != ProxyProtocol.OFF) {
      HttpRequest request = first == null ? null : first.request();
      made.pipeline().addLast(new ProxyHeader(pool.config().proxyProtocol(), request));
    }
    ClientTls tls = pool.tls();
    if (tls != null) {
      made.pipeline().addLast(tlsHandler(tls));
    }
    made.pipeline().addLast(this);
  }

  private ChannelHandler tlsHandler(ClientTls tls) {
    Address named = pool.destination().named();
    Address.Inet at = named instanceof Address.Inet inet ? inet : new Address.Inet("localhost", 0);
    return http1Only
        ? tls.newHttp1Handler(at.host(), at.port())
        : tls.newHandler(at.host(), at.port());
  }

  private void late() {
    fail(new ConnectTimeoutException("no connection in time"));
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (pool.tls() == null) {
      ready(context, pool.config().http2() == Http2.PRIOR_KNOWLEDGE);
    }
    context.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        ready(context, choosesHttp2(context));
      } else {
        fail(TlsFailure.of(handshake.cause()));
      }
    }
    context.fireUserEventTriggered(event);
  }

  private boolean choosesHttp2(ChannelHandlerContext context) {
    if (pool.config().http2() != Http2.NEGOTIATED) {
      return pool.config().http2() == Http2.PRIOR_KNOWLEDGE;
    }
    SslHandler ssl = context.pipeline().get(SslHandler.class);
    return ssl != null && "h2".equals(ssl.applicationProtocol());
  }

  private void ready(ChannelHandlerContext context, boolean http2) {
    if (over) {
      context.close();
    } else if (http2 && http1Only) {
      fail(new NotConnected(UpstreamFailure.UPGRADE_FAILED, "HTTP/2 chosen, offered or not"));
    } else if (http2) {
      Http2Session session = Http2Session.begin(pool, this);
      context.pipeline().replace(this, null, session);
    } else {
      ResponseDecoder decoder = new ResponseDecoder();
      RequestEncoder encoder = new RequestEncoder();
      UpstreamConnection connection = new UpstreamConnection(pool, decoder, encoder);
      context.pipeline().addLast(decoder, encoder, connection);
      context.pipeline().remove(this);
      end();
      pool.madeHttp1(connection, wishes);
    }
  }

  /** The first SETTINGS have come: calls may begin. */
  void settled(Http2Session session) {
    if (!over) {
      end();
      pool.madeHttp2(session, wishes);
    }
  }

  private void end() {
    over = true;
    stopTimer();
    pool.ended(this);
  }

  /** There will be no connection. */
  void fail(Throwable cause) {
    if (over) {
      return;
    }
    end();
    if (channel != null && channel.isRegistered()) {
      channel.close();
    }
    Wish wish;
    while ((wish = wishes.pollFirst()) != null) {
      wish.notConnected(cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(new NotConnected(UpstreamFailure.CONNECTION_TERMINATED, "closed before it was made"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(pool.tls() == null ? cause : TlsFailure.of(cause));
    context.close();
  }
}
