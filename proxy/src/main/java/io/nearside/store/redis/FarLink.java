package io.nearside.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one event loop to one node: always there or being made. What a turn of the loop
 * asks goes out in one flush at its end.
 *
 * <p>A connection that breaks is dropped with all that is on it, and another is made: nothing is
 * sent twice, and a Sentinel is asked each time for who is primary now. But for {@link #open},
 * {@link #isConnected} and {@link #outstandingReads} it is used on its loop only.
 */
final class FarLink implements RedisConnectionStateListener {
  static final int MAX_OUTSTANDING_READS = 1024;
  private static final long RETRY_AT_FIRST_MILLIS = 20;
  private static final long RETRY_AT_MOST_MILLIS = 1000;

  private final FarNode node;
  private final int index;
  private final EventLoop loop;
  private final RedisClient client;
  private final RedisTimer timer;
  private final RedisEvents events;
  private final FarDeadlines deadlines;
  private final Runnable flush = this::flush;

  /** Written on the loop only, so that adding to it takes no atomic operation. */
  private final AtomicInteger outstanding = new AtomicInteger();

  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private boolean flushing;
  private boolean closed;

  /** Short again once there was an answer: a server that only accepts is not asked in a hurry. */
  private long retryMillis = RETRY_AT_FIRST_MILLIS;

  FarLink(FarNode node, int index, FarSurroundings with) {
    this.node = node;
    this.index = index;
    this.loop = with.loops().loop(index);
    this.client = with.loops().client(index);
    this.timer = with.timer();
    this.events = with.events();
    this.deadlines = new FarDeadlines(loop, with.config().timeoutMillis(), this::late);
  }

  EventLoop loop() {
    return loop;
  }

  int index() {
    return index;
  }

  boolean isConnected() {
    StatefulRedisConnection<byte[], byte[]> current = connection;
    return current != null && current.isOpen();
  }

  /** How many questions Redis has not answered, their callers' deadlines notwithstanding. */
  int outstandingReads() {
    return outstanding.get();
  }

  /** Runs a task on the loop: at once when this is the loop's thread. */
  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // Its connections are closed.
    }
  }

  // What is sent

  /**
   * Asks a question.
   *
   * @param before sent in front of it where it is asked; nobody waits for its reply
   */
  void ask(FarQuestion<?> question, @Nullable FarCommand before, FarCommand command) {
    if (!isConnected()) {
      reject(question, "not connected");
      return;
    }
    if (outstanding.get() >= MAX_OUTSTANDING_READS) {
      reject(question, "too many outstanding");
      return;
    }
    outstanding.lazySet(outstanding.get() + 1);
    question.sending(this, deadlines.next());
    deadlines.add(question);
    if (before != null) {
      send(before);
    }
    send(command);
    question.sent();
  }

  private void reject(FarQuestion<?> question, String why) {
    events.happened(RedisEvent.READ_REJECTED, why);
    question.rejected();
  }

  /** Sends a command at the end of this turn of the loop. */
  void send(FarCommand command) {
    StatefulRedisConnection<byte[], byte[]> current = connection;
    if (current == null) {
      command.cancel();
      return;
    }
    command.sentOn(this);
    try {
      var unused = current.dispatch(command);
    } catch (RuntimeException e) {
      command.completeExceptionally(e);
      return;
    }
    if (!flushing) {
      flushing = true;
      loop.execute(flush);
    }
  }

  private void flush() {
    flushing = false;
    StatefulRedisConnection<byte[], byte[]> current = connection;
    if (current != null) {
      current.flushCommands();
    }
  }

  // What comes back

  /** A question's reply is here, or will never be. */
  void replied(boolean inTime) {
    outstanding.lazySet(outstanding.get() - 1);
    deadlines.tidy();
    if (inTime) {
      retryMillis = RETRY_AT_FIRST_MILLIS;
      node.breaker().answered();
    }
  }

  private void late() {
    events.happened(RedisEvent.READ_TIMED_OUT, node.address());
    node.breaker().timedOut(this);
  }

  /** Redis answered with an error. True when the command was sent on to where the error says. */
  boolean refused(FarCommand command, String error) {
    if (error.startsWith("READONLY")) {
      // Its primary is another by now.
      loop.execute(() -> reopen("a replica by now"));
    }
    return node.redirected(this, command, error);
  }

  // The connection

  /** Begins to connect, in the background: looking a name up may block. */
  void open() {
    timer.now(this::connect);
  }

  private void connect() {
    try {
      CompletionStage<?> unused =
          client
              .connectAsync(ByteArrayCodec.INSTANCE, node.uri())
              .whenComplete((made, failure) -> onLoop(() -> opened(made, failure)));
    } catch (RuntimeException | LinkageError e) {
      // A link that stopped trying in silence would be the worst of all.
      onLoop(() -> opened(null, e));
    }
  }

  private void opened(
      @Nullable StatefulRedisConnection<byte[], byte[]> made, @Nullable Throwable failure) {
    if (made != null && (closed || connection != null)) {
      drop(made);
    } else if (made != null) {
      made.setAutoFlushCommands(false);
      made.addListener(this);
      connection = made;
      events.happened(RedisEvent.CONNECTED, node.address());
      if (!made.isOpen()) {
        lost("");
      }
    } else if (!closed) {
      events.happened(RedisEvent.CONNECT_FAILED, node.address() + ": " + reason(failure));
      openLater();
    }
  }

  private static String reason(@Nullable Throwable failure) {
    Throwable innermost = failure;
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost);
  }

  private void openLater() {
    timer.after(retryMillis, this::connect);
    retryMillis = Math.min(retryMillis * 2, RETRY_AT_MOST_MILLIS);
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
    onLoop(
        () -> {
          if (handler == connection) {
            lost("");
          }
        });
  }

  /** Gives the connection up, with all that is outstanding on it, and makes another. */
  void reopen(String why) {
    if (connection != null) {
      lost("given up: " + why);
    }
  }

  private void lost(String why) {
    StatefulRedisConnection<byte[], byte[]> old = connection;
    connection = null;
    events.happened(RedisEvent.DISCONNECTED, node.address() + " " + why);
    if (old != null) {
      drop(old);
    }
    if (!closed) {
      openLater();
    }
  }

  void close() {
    closed = true;
    StatefulRedisConnection<byte[], byte[]> old = connection;
    connection = null;
    if (old != null) {
      drop(old);
    }
  }

  private void drop(StatefulRedisConnection<?, ?> old) {
    old.removeListener(this);
    CompletionStage<?> unused = old.closeAsync();
  }
}
