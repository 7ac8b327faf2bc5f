package io.nearside.server;

import io.nearside.config.Settings;
import io.nearside.exchange.BodyMemory;
import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

/** A client's connection as the listener makes it, but with no socket under it. */
final class ClientChannel {
  private final EmbeddedChannel channel;

  /** A connection to an engine with so many answers beside the sample's. */
  ClientChannel(int answers) {
    Settings settings = Sample.settings();
    ClientPipeline pipeline =
        new ClientPipeline(
            settings.server().listeners().get(0),
            Sample.engine(settings, answers),
            new BodyMemory(1 << 26, () -> 0, System::nanoTime),
            null,
            new DefaultChannelGroup(GlobalEventExecutor.INSTANCE),
            () -> false);
    channel =
        new EmbeddedChannel(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel accepted) {
                accepted.config().setAllocator(PooledByteBufAllocator.DEFAULT);
                pipeline.accepted(accepted);
              }
            });
  }

  /** Hands in what a client sends, and says how many bytes it gets. */
  int exchange(ByteBuf sent) {
    channel.writeInbound(sent);
    int got = 0;
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      got += next.readableBytes();
      next.release();
    }
    return got;
  }

  void close() {
    channel.finishAndReleaseAll();
  }
}
