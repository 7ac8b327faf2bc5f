package io.nearside.upstream;

import io.nearside.upstream.ConnectionPool.ChannelTaker;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Somebody's wish for a connection, and who is about to grant it. Only used on its loop. */
final class Wish {
  private final ConnectionPool pool;
  private final ChannelTaker taker;
  private @Nullable Connecting by;
  private boolean over;

  Wish(ConnectionPool pool, ChannelTaker taker) {
    this.pool = pool;
    this.taker = taker;
  }

  @Nullable HttpRequest request() {
    return taker.request();
  }

  void by(Connecting connecting) {
    by = connecting;
  }

  void connected(UpstreamStream made) {
    over = true;
    taker.connected(made);
  }

  void notConnected(Throwable cause) {
    if (!over) {
      over = true;
      taker.notConnected(cause);
    }
  }

  void giveUp() {
    if (over) {
      return;
    }
    if (by != null) {
      by.remove(this);
    }
    pool.loop().execute(() -> notConnected(new CancellationException("given up")));
  }
}
