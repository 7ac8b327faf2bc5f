package io.nearside.server;

import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole near hit in HTTP/1.1, each of another one of 10,000 resources. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeysHitBenchmark {
  private static final int KEYS = 10_000;

  private final ClientChannel client = new ClientChannel(KEYS);
  private final ByteBuf[] requests = new ByteBuf[KEYS];
  private int next;

  @Setup
  public void prepare() {
    for (int i = 0; i < KEYS; i++) {
      byte[] bytes = Sample.request(Sample.path(i), Sample.FEW_FIELDS);
      requests[i] = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
      if (client.exchange(requests[i].retainedDuplicate()) < Sample.BODY_BYTES) {
        throw new IllegalStateException("not answered from the near cache: " + i);
      }
    }
  }

  @TearDown
  public void close() {
    client.close();
    for (ByteBuf request : requests) {
      request.release();
    }
  }

  @Benchmark
  public int http1() {
    // A large odd step visits all of them, each far from the one before it.
    next = (next + 7919) % KEYS;
    return client.exchange(requests[next].retainedDuplicate());
  }
}
