package io.nearside.upstream;

import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.http.Methods;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It waits for its turn, takes a connection from the pool or makes one,
 * and repeats an idempotent request without a body once, on a fresh connection, when a reused one
 * dies before the first byte of the answer.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
 */
final class UpstreamCall implements Upstream.Call, ConnectionPool.ChannelTaker, CallLimit.Waiter {
  private final ConnectionPool pool;
  private final CallLimit limit;
  private final HttpRequest request;
  private final boolean hasBody;
  private final Upstream.Listener listener;
  private final Queue<HttpContent> waiting = new ArrayDeque<>();

  private @Nullable UpstreamStream connection;
  private @Nullable Future<?> queueTimer;
  private @Nullable Runnable connecting;
  private boolean underWay;
  private boolean retried;
  private boolean reading = true;
  private boolean starting;
  private boolean bodyBegun;
  private boolean over;

  UpstreamCall(
      ConnectionPool pool,
      CallLimit limit,
      HttpRequest request,
      boolean hasBody,
      Upstream.Listener listener) {
    this.pool = pool;
    this.limit = limit;
    this.request = request;
    this.hasBody = hasBody;
    this.listener = listener;
  }

  void start() {
    starting = true;
    switch (limit.enter(this)) {
      case ADMITTED -> begin();
      case WAITS -> {
        long millis = pool.config().limits().queueMillis();
        queueTimer = pool.loop().schedule(this::waitedInVain, millis, TimeUnit.MILLISECONDS);
      }
      case REFUSED -> fail(UpstreamFailure.OVERLOADED);
    }
    starting = false;
  }

  private void waitedInVain() {
    if (limit.giveUp(this)) {
      queueTimer = null;
      fail(UpstreamFailure.OVERLOADED);
    }
  }

  @Override
  public void admitted() {
    pool.loop().execute(this::proceed);
  }

  private void proceed() {
    stopWaiting();
    if (over) {
      limit.leave();
    } else {
      begin();
    }
  }

  private void stopWaiting() {
    if (queueTimer != null) {
      queueTimer.cancel(false);
      queueTimer = null;
    }
  }

  private void begin() {
    underWay = true;
    UpstreamStream idle = pool.take(request);
    if (idle != null) {
      use(idle);
    } else {
      connecting = pool.connect(this);
    }
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public void connected(UpstreamStream made) {
    if (over) {
      made.close();
      return;
    }
    use(made);
  }

  @Override
  public void notConnected(Throwable cause) {
    connecting = null;
    if (!over) {
      // What was sent before it was repeated may have been received.
      fail(retried ? UpstreamFailure.CONNECTION_TERMINATED : reason(cause));
    }
  }

  private void use(UpstreamStream taken) {
    connecting = null;
    connection = taken;
    taken.begin(this, request, hasBody);
    taken.reading(reading);
    HttpContent piece;
    while ((piece = waiting.poll()) != null) {
      bodyBegun = true;
      taken.send(piece);
    }
    if (hasBody) {
      // The caller waits for this where it found no connection to write to.
      pool.loop().execute(this::writable);
    }
  }

  private static UpstreamFailure reason(Throwable cause) {
    if (cause instanceof NotConnected known) {
      return known.failure();
    }
    if (cause instanceof ConnectTimeoutException) {
      return UpstreamFailure.CONNECTION_TIMEOUT;
    }
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return UpstreamFailure.DNS_ERROR;
    }
    if (cause instanceof ConnectException) {
      return UpstreamFailure.CONNECTION_REFUSED;
    }
    return UpstreamFailure.DESTINATION_UNAVAILABLE;
  }

  @Override
  public void send(HttpContent piece) {
    if (over) {
      ReferenceCountUtil.release(piece);
    } else if (connection == null) {
      waiting.add(piece);
    } else {
      bodyBegun = true;
      connection.send(piece);
    }
  }

  @Override
  public boolean isWritable() {
    return connection != null && connection.isWritable();
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    if (connection != null && !over) {
      connection.reading(on);
    }
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    end();
    if (connection != null) {
      connection.close();
    }
  }

  private void end() {
    over = true;
    if (connecting != null) {
      connecting.run();
    }
    HttpContent piece;
    while ((piece = waiting.poll()) != null) {
      piece.release();
    }
    if (underWay) {
      streams();
    } else if (queueTimer != null) {
      stopWaiting();
      // If it is in the line no more, a slot is on its way: proceed() gives it back.
      limit.giveUp(this);
    }
  }

  /** Its answer goes on for as long as something happens: no work that others wait for. */
  void streams() {
    if (underWay) {
      underWay = false;
      limit.leave();
    }
  }

  /** The connection ended before the first byte of an answer. */
  void unanswered(boolean wasReused, UpstreamFailure failure) {
    if (over) {
      return;
    }
    boolean repeatable =
        wasReused && !retried && !hasBody && Methods.isIdempotent(request.method().name());
    if (repeatable && failure == UpstreamFailure.CONNECTION_TERMINATED) {
      retried = true;
      connection = null;
      connecting = pool.connect(this);
      return;
    }
    fail(failure);
  }

  /**
   * The upstream says that it has not processed it: safe to repeat, if nothing of a body is gone.
   */
  void refused(UpstreamFailure failure) {
    if (over) {
      return;
    }
    if (retried || bodyBegun) {
      fail(failure);
      return;
    }
    retried = true;
    connection = null;
    connecting = pool.connect(this);
  }

  void fail(UpstreamFailure failure) {
    if (starting) {
      // The caller does not know this call yet.
      pool.loop().execute(() -> fail(failure));
      return;
    }
    if (over) {
      return;
    }
    end();
    listener.failed(failure);
  }

  /** The answer is complete: nothing more is told. */
  void complete() {
    end();
  }

  boolean isOver() {
    return over;
  }

  Upstream.Listener listener() {
    return listener;
  }

  private void writable() {
    if (!over && isWritable()) {
      listener.upstreamWritable();
    }
  }
}
