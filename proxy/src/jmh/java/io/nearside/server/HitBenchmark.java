package io.nearside.server;

import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
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

/** A whole near hit in HTTP/1.1, from the bytes that were read to those that are written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HitBenchmark {
  @Param({"few", "browser"})
  String fields;

  private final ClientChannel client = new ClientChannel(0);
  private ByteBuf request;

  @Setup
  public void prepare() {
    List<String> lines = fields.equals("few") ? Sample.FEW_FIELDS : Sample.BROWSER_FIELDS;
    byte[] bytes = Sample.request(Sample.PATH, lines);
    request = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    if (http1() < Sample.BODY_BYTES) {
      throw new IllegalStateException("not answered from the near cache");
    }
  }

  @TearDown
  public void close() {
    client.close();
    request.release();
  }

  @Benchmark
  public int http1() {
    return client.exchange(request.retainedDuplicate());
  }
}
