package io.nearside.exchange;

import io.nearside.caching.CacheKey;
import io.nearside.caching.CacheKeys;
import io.nearside.caching.KeyRules;
import io.nearside.caching.ResourceUri;
import io.nearside.http.Fields;
import io.nearside.jmh.Sample;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From what a request says of its target to its key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyBenchmark {
  @Param({"/item.json", "/search?q=espresso%20machine&page=2&sort=price"})
  String target;

  private KeyRules rules;
  private Fields request;
  private ResourceUri uri;

  @Setup
  public void prepare() {
    rules = Sample.route(Sample.settings()).key();
    request = new NettyFields(Sample.headers(Sample.BROWSER_FIELDS));
    uri = Sample.uri(target);
  }

  @Benchmark
  public ResourceUri uri() {
    return ResourceUri.parse("http", Sample.HOST, target, Map.of());
  }

  @Benchmark
  public CacheKey key() {
    return CacheKeys.of(uri, rules, request);
  }
}
