package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.ByteStream;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.testing.Configs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No socket can be made: the process has as many files open as it may. */
class NoDescriptorTest {
  /** A channel for which there is no socket. */
  public static final class NoSocket extends NioSocketChannel {
    public NoSocket() {
      throw new ChannelException("too many open files");
    }
  }

  @Test
  void thatThereIsNoSocketIsToldOnTheCallsLoop() throws Exception {
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      UpstreamConfig config = Configs.upstream(9, new UpstreamConfig.Limits(4, 4, 4, 1000));
      UpstreamClient client =
          new UpstreamClient(
              config,
              loops,
              NioTransport.of(NoSocket.class),
              null,
              ByteBufAllocator.DEFAULT,
              new BodyMemory(1 << 20, () -> 0, System::nanoTime));
      EventLoop loop = loops.next();
      CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
      loop.execute(
          () ->
              client.begin(
                  new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"),
                  false,
                  0,
                  loop,
                  new Failing(loop, onLoop)));
      assertThat(onLoop.get(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  private record Failing(EventLoop loop, CompletableFuture<Boolean> onLoop)
      implements Upstream.Listener {
    @Override
    public void sending() {}

    @Override
    public void interim(HttpResponse response) {}

    @Override
    public void head(HttpResponse response) {}

    @Override
    public void switched(HttpResponse response, ByteStream connection) {}

    @Override
    public void body(ByteBuf piece) {}

    @Override
    public void end(HttpHeaders trailers) {}

    @Override
    public void failed(UpstreamFailure failure) {
      onLoop.complete(loop.inEventLoop());
    }

    @Override
    public void upstreamWritable() {}
  }
}
