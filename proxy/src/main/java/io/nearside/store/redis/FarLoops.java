package io.nearside.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that ask the far store, each with a Lettuce client that runs on it: a reply is
 * there where it was asked for. The clients share everything but the loop, which is not theirs.
 */
final class FarLoops implements AutoCloseable {
  static final int NONE = -1;

  private final List<EventLoop> loops = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();
  private final List<ClientResources> resources = new ArrayList<>();

  FarLoops(EventLoopGroup group, ClientOptions options) {
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      ClientResources own = resources(new OneLoop(loop));
      RedisClient client = new AskingClient(own);
      client.setOptions(options);
      loops.add(loop);
      resources.add(own);
      clients.add(client);
    }
  }

  private ClientResources resources(EventLoopGroupProvider provider) {
    return resources.isEmpty()
        ? DefaultClientResources.builder()
            .computationThreadPoolSize(2)
            .eventBus(new NoEvents())
            .eventLoopGroupProvider(provider)
            .build()
        : resources.get(0).mutate().eventLoopGroupProvider(provider).build();
  }

  int size() {
    return loops.size();
  }

  EventLoop loop(int index) {
    return loops.get(index);
  }

  RedisClient client(int index) {
    return clients.get(index);
  }

  /** What a client that is not one of these may share with them. */
  ClientResources resources() {
    return resources.get(0);
  }

  /** Which loop an executor is; one that is none of them gets the first. */
  int of(Executor executor) {
    for (int i = 0; i < loops.size(); i++) {
      if (loops.get(i) == executor) {
        return i;
      }
    }
    return 0;
  }

  /** The loop of this thread; one that is none of them gets the first. */
  int ofThisThread() {
    return Math.max(0, current());
  }

  /** The loop of this thread, or {@link #NONE}. */
  int current() {
    for (int i = 0; i < loops.size(); i++) {
      if (loops.get(i).inEventLoop()) {
        return i;
      }
    }
    return NONE;
  }

  /** Ends the clients and their connections, not the loops. */
  @Override
  public void close() {
    CompletableFuture<?>[] ends =
        clients.stream()
            .map(client -> client.shutdownAsync(0, 1, TimeUnit.SECONDS))
            .toArray(CompletableFuture<?>[]::new);
    CompletionStage<?> unused =
        CompletableFuture.allOf(ends).whenComplete((done, failure) -> closeResources());
  }

  private void closeResources() {
    for (ClientResources own : resources) {
      Future<?> unused = own.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  /** Gives Lettuce the loop it shall run on. */
  private record OneLoop(EventLoop loop) implements EventLoopGroupProvider {
    @Override
    @SuppressWarnings("unchecked") // A loop is a group of one, whatever is asked for.
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
      return (T) loop;
    }

    @Override
    public int threadPoolSize() {
      return 1;
    }

    @Override
    public Future<Boolean> release(
        EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
      return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
      return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }
  }
}
