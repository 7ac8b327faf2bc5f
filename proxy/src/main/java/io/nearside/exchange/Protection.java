package io.nearside.exchange;

import io.nearside.caching.Route;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a weak upstream from the load that the far store would have taken: while that is away, so
 * many requests of a route may be under way, and one more fails at once.
 */
final class Protection {
  private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();

  /** Begins a request as {@link Upstream#begin} does, or fails it when there are too many. */
  Upstream.Call begin(
      Route route,
      Upstream upstream,
      HttpRequest request,
      boolean hasBody,
      long affinity,
      EventExecutor loop,
      Upstream.Listener listener) {
    AtomicInteger count = underWay.computeIfAbsent(route.name(), name -> new AtomicInteger());
    Counted counted = new Counted(count, listener);
    if (count.incrementAndGet() > route.sharing().protectConcurrency()) {
      loop.execute(() -> counted.failed(UpstreamFailure.PROTECTED));
      return counted;
    }
    counted.call = upstream.begin(request, hasBody, affinity, loop, counted);
    return counted;
  }

  /** How many requests of a route are under way. */
  int underWay(String route) {
    AtomicInteger count = underWay.get(route);
    return count == null ? 0 : count.get();
  }

  /** A request that counts until it is over. Only used on its loop. */
  private static final class Counted implements Upstream.Call, Upstream.Listener {
    private final AtomicInteger count;
    private final Upstream.Listener listener;
    private Upstream.Call call = Refused.CALL;
    private boolean over;

    Counted(AtomicInteger count, Upstream.Listener listener) {
      this.count = count;
      this.listener = listener;
    }

    private boolean end() {
      boolean first = !over;
      if (first) {
        over = true;
        count.decrementAndGet();
      }
      return first;
    }

    @Override
    public void send(HttpContent piece) {
      call.send(piece);
    }

    @Override
    public boolean isWritable() {
      return call.isWritable();
    }

    @Override
    public void reading(boolean on) {
      call.reading(on);
    }

    @Override
    public void cancel() {
      end();
      call.cancel();
    }

    @Override
    public void interim(HttpResponse response) {
      listener.interim(response);
    }

    @Override
    public void sending() {
      listener.sending();
    }

    @Override
    public void switched(HttpResponse response, ByteStream connection) {
      end();
      listener.switched(response, connection);
    }

    @Override
    public void head(HttpResponse response) {
      listener.head(response);
    }

    @Override
    public void body(ByteBuf piece) {
      listener.body(piece);
    }

    @Override
    public void end(HttpHeaders trailers) {
      end();
      listener.end(trailers);
    }

    @Override
    public void failed(UpstreamFailure failure) {
      if (end()) {
        listener.failed(failure);
      }
    }

    @Override
    public void upstreamWritable() {
      listener.upstreamWritable();
    }
  }

  /** A request that was never sent. */
  private enum Refused implements Upstream.Call {
    CALL;

    @Override
    public void send(HttpContent piece) {
      piece.release();
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void reading(boolean on) {}

    @Override
    public void cancel() {}
  }
}
