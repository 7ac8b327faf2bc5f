package io.nearside.store.redis;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that a caller waits for, at most until its deadline. Reply and deadline meet on the
 * loop of the connection, so the first of them decides without a lock; a late reply is dropped.
 *
 * @param <T> of the answer, which may be null where the callback takes it
 */
final class FarQuestion<T> implements FarReply {

  /** Makes an answer of a reply. */
  interface Answer<T> {
    @Nullable T of(byte @Nullable [] value, @Nullable String failure);
  }

  private final Executor caller;
  private final Consumer<@Nullable T> callback;
  private final @Nullable T unknown;
  private final Answer<T> answer;
  private @Nullable FarLink link;
  private long deadlineNanos;
  private boolean sending;
  private boolean replied;
  private boolean done;

  /**
   * A question.
   *
   * @param caller where the callback runs
   * @param callback called once, never before the question was asked
   * @param unknown the answer where there is none in time
   */
  FarQuestion(
      Executor caller, Consumer<@Nullable T> callback, @Nullable T unknown, Answer<T> answer) {
    this.caller = caller;
    this.callback = callback;
    this.unknown = unknown;
    this.answer = answer;
  }

  /** It was put on a connection. What comes back at once waits until it was sent. */
  void sending(FarLink link, long deadlineNanos) {
    this.link = link;
    this.deadlineNanos = deadlineNanos;
    sending = true;
  }

  void sent() {
    sending = false;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isDone() {
    return done;
  }

  @Override
  public void arrived(byte @Nullable [] value, @Nullable String failure) {
    FarLink asked = link;
    if (asked == null || replied) {
      return;
    }
    replied = true;
    boolean inTime = !done;
    done = true;
    asked.replied(inTime && failure == null);
    if (inTime) {
      tell(asked, answer.of(value, failure));
    }
  }

  /** The deadline came first. */
  void late() {
    FarLink asked = link;
    if (asked != null && !done) {
      done = true;
      tell(asked, unknown);
    }
  }

  /** It was not asked. */
  void rejected() {
    done = true;
    later(unknown);
  }

  private void tell(FarLink asked, @Nullable T what) {
    if (caller == asked.loop() && !sending) {
      callback.accept(what);
    } else {
      later(what);
    }
  }

  private void later(@Nullable T what) {
    try {
      caller.execute(() -> callback.accept(what));
    } catch (RejectedExecutionException e) {
      // A loop that is shut down has nobody left who waits.
    }
  }
}
