package io.nearside.server;

import io.nearside.exchange.CacheStatus;
import io.nearside.jmh.Sample;
import io.nearside.server.WireAnswer.Connection;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A stored response of 1 KiB to the bytes on the wire, in a pooled buffer that is released. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireHeadBenchmark {
  private static final int AGE_SECONDS = 123;

  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final String cacheStatus = CacheStatus.HIT_TTL + 3477;
  private StoredResponse stored;

  @Setup
  public void prepare() {
    stored = Sample.stored(new MemoryPurgeLog());
  }

  private static int released(ByteBuf wire) {
    int length = wire.readableBytes();
    wire.release();
    return length;
  }

  @Benchmark
  public int http1() {
    return released(
        WireAnswer.of(allocator, stored, AGE_SECONDS, cacheStatus, Connection.UNSAID, true));
  }

  @Benchmark
  public int http1NotModified() {
    return released(
        WireAnswer.notModified(allocator, stored, AGE_SECONDS, cacheStatus, Connection.UNSAID));
  }

  @Benchmark
  public int http2() {
    int bytes = stored.bodyLength();
    ByteBuf out = allocator.directBuffer(Http2StoredHead.mostBytes(stored, bytes, cacheStatus));
    Http2StoredHead.writeFrames(out, stored, 5, bytes, AGE_SECONDS, cacheStatus);
    return released(out);
  }
}
