package io.nearside.store;

import io.nearside.jmh.Sample;
import io.nearside.store.memory.MemoryPurgeLog;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A response of 1 KiB to the bytes that are kept in Redis, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StoreCodecBenchmark {
  private StoredResponse.Builder builder;
  private byte[] encoded;

  @Setup
  public void prepare() {
    builder = Sample.builder(new MemoryPurgeLog());
    encoded = builder.build().encoded();
  }

  @Benchmark
  public byte[] encode() {
    return builder.build().encoded();
  }

  @Benchmark
  public CacheValue decode() {
    return CacheValue.decode(encoded);
  }
}
