package io.nearside.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that is always there or being made. The first connect is tried for ever
 * by us, since Lettuce only makes again what stood once.
 */
final class RedisLink implements RedisConnectionStateListener, AutoCloseable {
  private static final long RETRY_AT_FIRST_MILLIS = 50;
  private static final long RETRY_AT_MOST_MILLIS = 1000;

  private final RedisClient client;
  private final RedisURI uri;
  private final RedisTimer timer;
  private final RedisEvents events;

  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;

  /** Guarded by this, as everything that makes or drops the connection. */
  private long retryMillis = RETRY_AT_FIRST_MILLIS;

  private boolean opening;
  private boolean closed;

  RedisLink(RedisClient client, RedisURI uri, RedisTimer timer, RedisEvents events) {
    this.client = client;
    this.uri = uri;
    this.timer = timer;
    this.events = events;
  }

  /** What to send commands with, or null while there is no connection. */
  @Nullable RedisAsyncCommands<byte[], byte[]> commands() {
    StatefulRedisConnection<byte[], byte[]> current = connection;
    return current != null && current.isOpen() ? current.async() : null;
  }

  /** Begins to connect, in the background. */
  synchronized void open() {
    if (closed || opening || connection != null) {
      return;
    }
    opening = true;
    // Resolving a name may block, so not on the caller's thread.
    timer.now(this::connect);
  }

  private void connect() {
    try {
      CompletionStage<?> unused =
          client.connectAsync(ByteArrayCodec.INSTANCE, uri).whenComplete(this::opened);
    } catch (RuntimeException | LinkageError e) {
      // A link that stopped trying in silence would be the worst of all.
      opened(null, e);
    }
  }

  private void opened(
      @Nullable StatefulRedisConnection<byte[], byte[]> made, @Nullable Throwable failure) {
    synchronized (this) {
      opening = false;
      if (made == null) {
        timer.after(retryMillis, this::open);
        retryMillis = Math.min(retryMillis * 2, RETRY_AT_MOST_MILLIS);
      } else if (closed) {
        drop(made);
        return;
      } else {
        retryMillis = RETRY_AT_FIRST_MILLIS;
        made.addListener(this);
        connection = made;
      }
    }
    if (made == null) {
      events.happened(RedisEvent.CONNECT_FAILED, reason(failure));
    } else {
      connected();
    }
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable innermost = failure;
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost);
  }

  private void connected() {
    events.happened(RedisEvent.CONNECTED, uri.getHost() + ":" + uri.getPort());
  }

  /** Gives the connection up, with all that is outstanding on it, and makes another. */
  void reopen() {
    StatefulRedisConnection<byte[], byte[]> old;
    synchronized (this) {
      old = connection;
      connection = null;
    }
    if (old != null) {
      drop(old);
      events.happened(RedisEvent.DISCONNECTED, "given up, it did not answer");
    }
    open();
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
    connected();
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
    events.happened(RedisEvent.DISCONNECTED, "");
  }

  @Override
  public void close() {
    StatefulRedisConnection<byte[], byte[]> old;
    synchronized (this) {
      closed = true;
      old = connection;
      connection = null;
    }
    if (old != null) {
      drop(old);
    }
  }

  private void drop(StatefulRedisConnection<?, ?> old) {
    old.removeListener(this);
    CompletionStage<?> unused = old.closeAsync();
  }
}
