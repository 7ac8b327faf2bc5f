package io.nearside.upstream;

import io.nearside.exchange.Upstream;
import io.nearside.wire.Address;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.util.List;

/**
 * A request of our own to one address: over a connection of its own, which goes with it, and under
 * no limit. Whoever asks has to cancel it in the end.
 */
final class Apart implements Upstream.Call {
  private final ConnectionPool pool;
  private final UpstreamCall call;

  private Apart(ConnectionPool pool, UpstreamCall call) {
    this.pool = pool;
    this.call = call;
  }

  static Upstream.Call ask(
      UpstreamConfig config,
      ConnectionPool pool,
      Destination destination,
      EventLoop loop,
      HttpRequest request,
      Upstream.Listener listener) {
    Endpoints endpoints =
        new Endpoints(
            config,
            List.of(destination.named()),
            new Only(destination.socket()),
            1,
            loop,
            System::nanoTime,
            Unwatched.HERE);
    Shared shared =
        new Shared(
            config,
            new CallLimit(1, 0),
            endpoints,
            new RetryBudget(config.balance().retry(), System::nanoTime),
            null);
    Lane lane = new Lane(0, loop, shared, where -> pool);
    UpstreamCall call = new UpstreamCall(lane, request, false, 0, listener);
    call.start();
    return new Apart(pool, call);
  }

  @Override
  public void cancel() {
    call.cancel();
    pool.close();
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

  /** It is known where that is. */
  private record Only(SocketAddress socket) implements Endpoints.Resolving {
    @Override
    public SocketAddress socket(Address address) {
      return socket;
    }

    @Override
    public NameLookup lookup(String host) {
      throw new IllegalStateException("no name: " + host);
    }
  }

  private enum Unwatched implements Endpoints.Watcher {
    HERE;

    @Override
    public void added(Endpoint endpoint) {}

    @Override
    public void removed(Endpoint endpoint) {}
  }
}
