package io.nearside.server;

import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** The bytes of a request in HTTP/1.1 to messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestDecoderBenchmark {
  @Param({"few", "browser"})
  String fields;

  private EmbeddedChannel channel;
  private ByteBuf request;

  @Setup
  public void prepare() {
    List<String> lines = fields.equals("few") ? Sample.FEW_FIELDS : Sample.BROWSER_FIELDS;
    byte[] bytes = Sample.request(Sample.PATH, lines);
    request = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    channel =
        new EmbeddedChannel(
            new RequestDecoder(Sample.settings().server().listeners().get(0).limits()));
  }

  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
    request.release();
  }

  @Benchmark
  public void decode(Blackhole hole) {
    channel.writeInbound(request.retainedDuplicate());
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      hole.consume(next);
      ReferenceCountUtil.release(next);
    }
  }
}
