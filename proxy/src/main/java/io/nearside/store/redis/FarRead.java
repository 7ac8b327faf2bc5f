package io.nearside.store.redis;

import io.nearside.store.CacheValue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read from Redis under way. Reply and deadline meet on the caller's loop, so the first of them
 * decides without a lock; a late reply is dropped.
 */
final class FarRead {

  /** Told how a read ended. */
  interface Owner {
    /** The reply is here, or will never be. Called once, on Lettuce's thread. */
    void replied();

    /** The value of a reply, or null. */
    @Nullable CacheValue read(byte @Nullable [] encoded, @Nullable Throwable failure);

    /** The reply came in time. */
    void inTime();

    /** The deadline came first. */
    void late();
  }

  private final Owner owner;
  private final ScheduledExecutorService loop;
  private final Consumer<@Nullable CacheValue> callback;
  private @Nullable Future<?> deadline;
  private boolean done;

  /** So that a loop that was held up does not take a reply that waits for it as late. */
  private volatile boolean arrived;

  FarRead(Owner owner, ScheduledExecutorService loop, Consumer<@Nullable CacheValue> callback) {
    this.owner = owner;
    this.loop = loop;
    this.callback = callback;
  }

  void await(CompletionStage<byte[]> reply, long timeoutMillis) {
    try {
      deadline = loop.schedule(this::onDeadline, timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      done = true;
    }
    reply.whenComplete(this::onReply);
  }

  private void onReply(byte @Nullable [] encoded, @Nullable Throwable failure) {
    owner.replied();
    CacheValue value = owner.read(encoded, failure);
    arrived = true;
    onLoop(loop, () -> end(value));
  }

  private void onDeadline() {
    if (!done && !arrived) {
      done = true;
      owner.late();
      callback.accept(null);
    }
  }

  private void end(@Nullable CacheValue value) {
    if (done) {
      return;
    }
    done = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    owner.inTime();
    callback.accept(value);
  }

  /** Runs a task on a loop. One that is shut down has nobody left who waits. */
  static void onLoop(ScheduledExecutorService loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // Its connections are closed.
    }
  }
}
