package io.nearside.upstream;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.tls.ClientTls;
import io.nearside.upstream.UpstreamConfig.Http2;
import io.nearside.upstream.UpstreamConfig.ProxyProtocol;
import io.nearside.wire.Address;
import io.nearside.wire.ReadSizes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one address. The one used last is used next, so that those
 * that are not needed grow old and close; one of HTTP/2 is used by many calls at once. Only used on
 * its loop.
 */
final class ConnectionPool implements ConnectionLimit.Holder {
  private static final int MAX_IDLE = 256;

  /*
   * A connection has no more than one piece of a response in hand and so much of a request's body
   * on its way; while memory is short, much less of the latter.
   */
  private static final WriteBufferWaterMark WIDE = new WriteBufferWaterMark(32768, 131072);
  private static final WriteBufferWaterMark NARROW = new WriteBufferWaterMark(8192, 16384);

  private final UpstreamConfig config;
  private final Destination destination;
  private final @Nullable ClientTls tls;
  private final ConnectionLimit limit;
  private final BodyMemory memory;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Deque<UpstreamConnection> idle = new ArrayDeque<>();

  /** Those of HTTP/2 on which calls may still begin. */
  private final List<Http2Session> sessions = new ArrayList<>();

  /** Attempts of this loop that wait for others' connections to close. */
  private final Deque<Connecting> inLine = new ArrayDeque<>();

  /** The attempt that whoever may speak HTTP/2 waits for; or null. */
  private @Nullable Connecting shared;

  /** Whether the upstream has lately chosen HTTP/1.1, so that nobody waits for a shared one. */
  private boolean http1Chosen;

  private int connections;
  private boolean closed;
  private volatile int idleCount;

  /**
   * An empty pool.
   *
   * @param tls null for none
   * @param limit that of the upstream, all its pools together
   * @param bootstrap with group, channel and allocator set; nothing is resolved
   */
  ConnectionPool(
      UpstreamConfig config,
      Destination destination,
      @Nullable ClientTls tls,
      ConnectionLimit limit,
      BodyMemory memory,
      Bootstrap bootstrap,
      EventLoop loop) {
    this.config = config;
    this.destination = destination;
    this.tls = tls;
    this.limit = limit;
    this.memory = memory;
    this.loop = loop;
    this.bootstrap =
        bootstrap
            .remoteAddress(destination.socket())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.times().connectMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WIDE)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadSizes(memory));
    if (destination.socket() instanceof InetSocketAddress) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
    }
    limit.add(this);
  }

  UpstreamConfig config() {
    return config;
  }

  Destination destination() {
    return destination;
  }

  @Nullable ClientTls tls() {
    return tls;
  }

  ConnectionLimit limit() {
    return limit;
  }

  BodyMemory memory() {
    return memory;
  }

  EventLoop loop() {
    return loop;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  /** How much a channel takes before it says that it is full: less while memory is short. */
  void fitWriting(Channel channel) {
    WriteBufferWaterMark fit = memory.isTight() ? NARROW : WIDE;
    if (channel.config().getWriteBufferWaterMark() != fit) {
      channel.config().setWriteBufferWaterMark(fit);
    }
  }

  /** A socket that is a file has no name that a request without a host could go by. */
  void nameHost(HttpRequest request) {
    if (destination.named() instanceof Address.Unix
        && !request.headers().contains(HttpHeaderNames.HOST)) {
      request.headers().set(HttpHeaderNames.HOST, "localhost");
    }
  }

  /** A stream of HTTP/2, or the idle connection that was used last, or null. */
  @Nullable UpstreamStream take() {
    UpstreamStream stream = freeStream();
    return stream == null ? idleConnection() : stream;
  }

  /** Likewise, but what this request can be sent over. */
  @Nullable UpstreamStream take(HttpRequest request) {
    return upgrades(request) ? idleConnection() : take();
  }

  private @Nullable UpstreamStream freeStream() {
    for (int i = 0; i < sessions.size(); i++) {
      Http2Session session = sessions.get(i);
      UpstreamStream stream = session.open();
      if (stream != null) {
        countIdle();
        return stream;
      }
    }
    return null;
  }

  private @Nullable UpstreamStream idleConnection() {
    UpstreamConnection connection;
    while ((connection = idle.pollFirst()) != null) {
      countIdle();
      if (connection.isUsable()) {
        return connection;
      }
      connection.close();
    }
    return null;
  }

  /** Whether the request asks to leave HTTP, for which it has to be HTTP/1.1. */
  private static boolean upgrades(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.UPGRADE);
  }

  /**
   * Connects and hands the connection, or the failure, to the taker on the loop, not within this
   * call.
   *
   * @return gives it up; the taker hears that it was not connected
   */
  Runnable connect(ChannelTaker taker) {
    HttpRequest request = taker.request();
    boolean http1Only = config.http2() == Http2.OFF || (request != null && upgrades(request));
    if (http1Only && config.http2() == Http2.PRIOR_KNOWLEDGE) {
      NotConnected none = new NotConnected(UpstreamFailure.UPGRADE_FAILED, "HTTP/2 only");
      loop.execute(() -> taker.notConnected(none));
      return () -> {};
    }
    Wish wish = new Wish(this, taker);
    connect(wish, http1Only);
    return wish::giveUp;
  }

  private void connect(Wish wish, boolean http1Only) {
    boolean shareable = !http1Only && !http1Chosen;
    if (shareable && shared != null) {
      shared.add(wish);
      return;
    }
    Connecting connecting = new Connecting(this, http1Only);
    if (shareable) {
      shared = connecting;
    }
    connecting.add(wish);
    connecting.start();
  }

  /** An attempt waits for room. */
  void waits(Connecting connecting) {
    inLine.addLast(connecting);
  }

  /** Whether whoever comes next will wait for this attempt, too. */
  boolean isShared(Connecting connecting) {
    return shared == connecting;
  }

  /** It does no more. */
  void waitsNoMore(Connecting connecting) {
    inLine.remove(connecting);
  }

  /** An attempt is over, one way or the other. */
  void ended(Connecting connecting) {
    if (shared == connecting) {
      shared = null;
    }
  }

  /** An attempt ended with HTTP/1.1, which is one wish's; the others go on for themselves. */
  void madeHttp1(UpstreamConnection made, Deque<Wish> wishes) {
    http1Chosen = config.http2() != Http2.OFF;
    Wish first = wishes.pollFirst();
    if (first == null) {
      made.parked();
      release(made);
    } else {
      first.connected(made);
    }
    reconnect(wishes);
  }

  /** An attempt ended with HTTP/2, for as many wishes as there are streams. */
  void madeHttp2(Http2Session made, Deque<Wish> wishes) {
    http1Chosen = false;
    sessions.add(0, made);
    if (closed) {
      made.retire();
    }
    serve(made, wishes);
    if (made.isIdle() && !made.hasFree()) {
      // It allows no stream at all: the next one would not either.
      refuse(wishes);
      made.retire();
      return;
    }
    reconnect(wishes);
    freed(made);
  }

  private static void serve(Http2Session session, Deque<Wish> wishes) {
    while (!wishes.isEmpty()) {
      UpstreamStream stream = session.open();
      if (stream == null) {
        return;
      }
      wishes.removeFirst().connected(stream);
    }
  }

  private static void refuse(Deque<Wish> wishes) {
    NotConnected none =
        new NotConnected(UpstreamFailure.DESTINATION_UNAVAILABLE, "no stream is allowed");
    Wish wish;
    while ((wish = wishes.pollFirst()) != null) {
      wish.notConnected(none);
    }
  }

  private void reconnect(Deque<Wish> wishes) {
    Wish wish;
    while ((wish = wishes.pollFirst()) != null) {
      connect(wish, false);
    }
  }

  /** Takes a connection back whose exchange is complete. */
  void release(UpstreamConnection connection) {
    if (closed || config.proxyProtocol() != ProxyProtocol.OFF || idle.size() >= MAX_IDLE) {
      connection.close();
      return;
    }
    Connecting next = limit.isWaitedFor() ? nextInLine() : null;
    if (next != null) {
      loop.execute(() -> next.madeInstead(connection));
      return;
    }
    idle.addFirst(connection);
    countIdle();
    if (limit.isWaitedFor()) {
      // Those of other loops cannot have it.
      closeIdle();
    }
  }

  /** The first of this loop's who wait for room, and now need none. */
  private @Nullable Connecting nextInLine() {
    Connecting first;
    while ((first = inLine.pollFirst()) != null) {
      if (limit.giveUp(first)) {
        return first;
      }
      // Otherwise it has its place already and is about to know.
    }
    return null;
  }

  /** A stream of this one may be free, or all are. */
  void freed(Http2Session session) {
    if (shared != null && shared.isInLine() && session.hasFree()) {
      Connecting waiting = shared;
      loop.execute(() -> waiting.serveFrom(session));
    }
    countIdle();
    if (session.isIdle() && limit.isWaitedFor()) {
      loop.execute(this::closeIdle);
    }
  }

  /** No more calls begin on this one. */
  void forget(Http2Session session) {
    sessions.remove(session);
    countIdle();
  }

  /** Forgets an idle connection that has ended. */
  void forget(UpstreamConnection connection) {
    idle.remove(connection);
    countIdle();
  }

  private void countIdle() {
    int count = idle.size();
    for (int i = 0; i < sessions.size(); i++) {
      count += sessions.get(i).isIdle() ? 1 : 0;
    }
    if (count != idleCount) {
      idleCount = count;
    }
  }

  @Override
  public boolean hasIdle() {
    return idleCount > 0;
  }

  @Override
  public void closeOneIdle() {
    try {
      loop.execute(this::closeIdle);
    } catch (RejectedExecutionException ended) {
      // So have its connections.
    }
  }

  /** Closes the one that was idle longest, if anybody still waits for that. */
  private void closeIdle() {
    if (!limit.isWaitedFor()) {
      return;
    }
    UpstreamConnection oldest = idle.pollLast();
    if (oldest != null) {
      countIdle();
      oldest.close();
      return;
    }
    for (Http2Session session : sessions) {
      if (session.isIdle()) {
        session.retire();
        return;
      }
    }
  }

  /** One more socket. */
  void opened() {
    connections++;
  }

  /** One less. */
  void gone() {
    connections--;
  }

  /** How many there are, those that are being made included. */
  int connections() {
    return connections;
  }

  /** The address is gone: closes idle connections now, the others when their calls end. */
  void close() {
    closed = true;
    limit.remove(this);
    UpstreamConnection connection;
    while ((connection = idle.pollFirst()) != null) {
      connection.close();
    }
    for (Http2Session session : List.copyOf(sessions)) {
      session.retire();
    }
    countIdle();
  }

  /** Who waits for a connection. */
  interface ChannelTaker {
    void connected(UpstreamStream made);

    void notConnected(Throwable cause);

    /** What is to be sent over it; null where that makes no difference. */
    default @Nullable HttpRequest request() {
      return null;
    }
  }
}
