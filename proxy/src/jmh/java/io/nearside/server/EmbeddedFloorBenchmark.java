package io.nearside.server;

import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What of a whole hit is not ours: a channel without a socket, and a handler that answers whatever
 * it reads with so many bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EmbeddedFloorBenchmark {
  private static final int ANSWER_BYTES = 1400;

  private final ByteBuf request =
      PooledByteBufAllocator.DEFAULT
          .directBuffer()
          .writeBytes(Sample.request(Sample.PATH, Sample.FEW_FIELDS));
  private final byte[] answer = new byte[ANSWER_BYTES];
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new SimpleChannelInboundHandler<ByteBuf>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, ByteBuf read) {
              ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(ANSWER_BYTES);
              context.writeAndFlush(out.writeBytes(answer));
            }
          });

  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
    request.release();
  }

  @Benchmark
  public int any() {
    channel.writeInbound(request.retainedDuplicate());
    ByteBuf got = channel.readOutbound();
    int length = got.readableBytes();
    got.release();
    return length;
  }
}
