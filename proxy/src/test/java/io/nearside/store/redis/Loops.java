package io.nearside.store.redis;

import io.nearside.caching.CacheKey;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.wire.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Event loops, a caller's own executor, and reads that wait for their callback on it. */
final class Loops implements AutoCloseable {
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "test-loop"));

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("test-io", true), Transport.best().handlers());

  /** Event loops as a sidecar has them. */
  EventLoopGroup group() {
    return group;
  }

  ScheduledExecutorService loop() {
    return loop;
  }

  /** What the callback was given; fails when it comes twice or on another thread. */
  CompletableFuture<Optional<CacheValue>> begin(FarStore store, String rules, CacheKey key) {
    CompletableFuture<Optional<CacheValue>> result = new CompletableFuture<>();
    store.get(
        rules,
        key,
        loop,
        value -> {
          boolean onLoop = Thread.currentThread().getName().equals("test-loop");
          boolean first = onLoop && result.complete(Optional.ofNullable(value));
          if (!first) {
            result.obtrudeException(new AssertionError("called twice or not on the loop"));
          }
        });
    return result;
  }

  CacheValue read(FarStore store, String rules, CacheKey key) {
    try {
      return begin(store, rules, key).get(20, TimeUnit.SECONDS).orElse(null);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    loop.shutdownNow();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
