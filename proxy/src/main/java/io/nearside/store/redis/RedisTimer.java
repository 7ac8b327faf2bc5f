package io.nearside.store.redis;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread for timers and what follows from them. Drops tasks once it is closed. */
final class RedisTimer implements AutoCloseable {
  private final ScheduledThreadPoolExecutor executor;

  RedisTimer(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void now(Runnable task) {
    executor.execute(task);
  }

  void after(long millis, Runnable task) {
    Future<?> unused = cancellable(millis, task);
  }

  Future<?> cancellable(long millis, Runnable task) {
    return executor.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Closes with a last task, which does not begin before one that is under way has ended. */
  void closeWith(Runnable last) {
    executor.execute(
        () -> {
          executor.shutdown();
          last.run();
        });
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
