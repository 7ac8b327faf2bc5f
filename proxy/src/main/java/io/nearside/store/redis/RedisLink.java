package io.nearside.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the primary that has the purge log; it is always there or being made.
 *
 * <p>We connect anew ourselves, each time asking where the primary is: Lettuce would go to where it
 * was.
 */
final class RedisLink implements RedisConnectionStateListener, AutoCloseable {
  private static final long RETRY_AT_FIRST_MILLIS = 50;
  private static final long RETRY_AT_MOST_MILLIS = 1000;

  /** A connection that stood for so long was a good one: what comes next is tried at once. */
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final RedisClient client;
  private final RedisFinder finder;
  private final boolean cluster;
  private final RedisTimer timer;
  private final RedisEvents events;
  private final @Nullable ServerCheck check;

  private volatile @Nullable Standing standing;

  /** Guarded by this, as everything that makes or drops the connection. */
  private long retryMillis = RETRY_AT_FIRST_MILLIS;

  private boolean opening;
  private boolean closed;

  /** A connection, to where, and since when. */
  private record Standing(
      StatefulRedisConnection<byte[], byte[]> connection, String where, long sinceNanos) {}

  /** Who was found is not a primary. */
  private static final class NotPrimary extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotPrimary(String message) {
      super(message);
    }
  }

  /**
   * A link, not open yet.
   *
   * @param check how the server is looked at; null: not, another link does it
   */
  RedisLink(
      RedisClient client,
      RedisFinder finder,
      boolean cluster,
      RedisTimer timer,
      RedisEvents events,
      @Nullable ServerCheck check) {
    this.client = client;
    this.finder = finder;
    this.cluster = cluster;
    this.timer = timer;
    this.events = events;
    this.check = check;
  }

  /** What to send commands with, or null while there is no connection. */
  @Nullable RedisAsyncCommands<byte[], byte[]> commands() {
    Standing current = standing;
    return current != null && current.connection().isOpen() ? current.connection().async() : null;
  }

  /** Begins to connect, in the background. */
  void open() {
    open(0);
  }

  private synchronized void open(long inMillis) {
    if (closed || opening || standing != null) {
      return;
    }
    opening = true;
    // Resolving a name may block, so not on the caller's thread.
    timer.after(inMillis, this::connect);
  }

  private void connect() {
    if (isClosed()) {
      return;
    }
    try {
      CompletionStage<?> unused =
          finder.find().thenCompose(this::connect).whenComplete(this::opened);
    } catch (RuntimeException | LinkageError e) {
      // A link that stopped trying in silence would be the worst of all.
      opened(null, e);
    }
  }

  private CompletionStage<Standing> connect(RedisURI uri) {
    if (isClosed()) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    return client
        .connectAsync(ByteArrayCodec.INSTANCE, uri)
        .thenCompose(made -> asked(new Standing(made, RedisFinder.text(uri), System.nanoTime())));
  }

  /** Asks for its role. Who may not ask (an ACL) finds out by what it answers to writes. */
  private static CompletionStage<Standing> asked(Standing made) {
    CompletableFuture<List<Object>> role;
    try {
      role = RedisFinder.answer(made.connection().async().role());
    } catch (RuntimeException disconnected) {
      role = CompletableFuture.failedFuture(disconnected);
    }
    return role.handle(
        (answer, failure) -> {
          boolean noAnswer = failure != null && !isRefused(failure);
          if (noAnswer) {
            CompletionStage<?> unused = made.connection().closeAsync();
            throw new CompletionException(failure);
          }
          if (failure == null && !isPrimary(answer)) {
            CompletionStage<?> unused = made.connection().closeAsync();
            throw new NotPrimary(made.where() + " is a " + word(answer));
          }
          return made;
        });
  }

  private static boolean isRefused(Throwable failure) {
    return RedisFailure.innermost(failure) instanceof RedisCommandExecutionException;
  }

  private static boolean isPrimary(List<Object> role) {
    String word = word(role);
    return word.equals("master") || word.equals("primary");
  }

  private static String word(List<Object> role) {
    Object first = role.isEmpty() ? "" : role.get(0);
    String word =
        first instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.US_ASCII)
            : String.valueOf(first);
    return word.equals("slave") ? "replica" : word;
  }

  private void opened(@Nullable Standing made, @Nullable Throwable failure) {
    if (made == null || !stands(made)) {
      tellWhyNot(made == null ? failure : new IllegalStateException("it broke at once"));
      retry();
      return;
    }
    events.happened(RedisEvent.CONNECTED, made.where());
    if (check != null) {
      check.look(made.connection().async(), made.where());
    }
  }

  private void tellWhyNot(@Nullable Throwable failure) {
    if (isClosed()) {
      return;
    }
    Throwable innermost = RedisFailure.innermost(failure);
    if (innermost instanceof NotPrimary) {
      events.happened(RedisEvent.NOT_PRIMARY, RedisFailure.text(failure));
    } else {
      events.happened(RedisEvent.CONNECT_FAILED, RedisFailure.text(failure));
    }
  }

  /** Takes it, unless it broke already or is not wanted any more. */
  private boolean stands(Standing made) {
    made.connection().addListener(this);
    synchronized (this) {
      if (!closed && made.connection().isOpen()) {
        opening = false;
        standing = made;
        return true;
      }
    }
    drop(made);
    return false;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void retry() {
    opening = false;
    open(pauseMillis());
  }

  /** Grows, and differs among those that lost the same server. */
  private synchronized long pauseMillis() {
    long pause = ThreadLocalRandom.current().nextLong(retryMillis / 2, retryMillis + 1);
    retryMillis = Math.min(retryMillis * 2, RETRY_AT_MOST_MILLIS);
    return pause;
  }

  /**
   * Takes a failed command's failure: a connection whose server is not the log's primary any more
   * is given up, and another is made to where the log is now.
   */
  void failed(@Nullable Throwable failure) {
    if (!cluster && RedisFailure.isMoved(failure)) {
      events.happened(
          RedisEvent.CLUSTER_NOT_CONFIGURED,
          "Redis answers MOVED, so it is a cluster, and redis.cluster = on is missing");
      return;
    }
    if (RedisFailure.isElsewhere(failure)) {
      lost(standing, RedisFailure.text(failure));
    }
  }

  /** Gives the connection up, with all that is outstanding on it, and makes another. */
  void reopen() {
    lost(standing, "given up, it did not answer");
  }

  private void lost(@Nullable Standing broken, String why) {
    synchronized (this) {
      Standing current = standing;
      if (closed || broken == null || current == null) {
        return;
      }
      if (current.connection() != broken.connection()) {
        return;
      }
      standing = null;
      boolean steady = System.nanoTime() - broken.sinceNanos() > STEADY_NANOS;
      retryMillis = steady ? RETRY_AT_FIRST_MILLIS : retryMillis;
      open(steady ? 0 : pauseMillis());
    }
    drop(broken);
    events.happened(RedisEvent.DISCONNECTED, broken.where() + " " + why);
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
    Standing current = standing;
    if (current != null && current.connection() == handler) {
      lost(current, "");
    }
  }

  @Override
  public void close() {
    Standing old;
    synchronized (this) {
      closed = true;
      old = standing;
      standing = null;
    }
    if (old != null) {
      drop(old);
    }
  }

  private void drop(Standing old) {
    old.connection().removeListener(this);
    CompletionStage<?> unused = old.connection().closeAsync();
  }
}
