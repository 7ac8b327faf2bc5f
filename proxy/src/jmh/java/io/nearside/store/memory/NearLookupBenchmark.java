package io.nearside.store.memory;

import io.nearside.caching.CacheKey;
import io.nearside.caching.Route;
import io.nearside.jmh.NoFields;
import io.nearside.jmh.Sample;
import io.nearside.store.CacheValue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A look into the near cache. The keys asked with are equal to those that stand there but not the
 * same, in an order without a pattern.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NearLookupBenchmark {
  @Param({"1", "10000"})
  int keys;

  private NearCache near;
  private CacheKey[] asked;
  private int next;

  @Setup
  public void fill() {
    near = new NearCache(new NearConfig(64 << 20));
    MemoryPurgeLog log = new MemoryPurgeLog();
    Route route = Sample.route(Sample.settings());
    asked = new CacheKey[keys];
    for (int i = 0; i < keys; i++) {
      near.put(Sample.key(route, Sample.path(i), new NoFields()), Sample.stored(log));
      asked[i] = Sample.key(route, Sample.path(i), new NoFields());
    }
  }

  @Benchmark
  public CacheValue get() {
    // A large odd step visits all of them, each far from the one before it.
    next = (next + 7919) % keys;
    return near.get(CacheKey.primary(asked[next].text()));
  }
}
