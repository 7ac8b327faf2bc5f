package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.caching.Lookup;
import io.nearside.caching.ResourceUri;
import io.nearside.caching.Reuse;
import io.nearside.caching.Route;
import io.nearside.caching.StoreDecision;
import io.nearside.caching.Storing;
import io.nearside.config.Settings;
import io.nearside.http.Fields;
import io.nearside.jmh.Sample;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
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

/** What is decided about a request and an answer, with the fields of a load generator's request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
  @Param({"few", "browser"})
  String fields;

  private final ResourceUri uri = Sample.uri(Sample.PATH);
  private final Downstream from = new Downstream("127.0.0.1", false, "http", null);
  private Route route;
  private HttpHeaders headers;
  private Fields request;
  private Fields response;
  private StoredResponse stored;
  private CacheEngine engine;
  private long nowMillis;

  @Setup
  public void prepare() {
    Settings settings = Sample.settings();
    List<String> lines = fields.equals("few") ? Sample.FEW_FIELDS : Sample.BROWSER_FIELDS;
    route = Sample.route(settings);
    headers = Sample.headers(lines);
    request = new NettyFields(headers);
    response = new NettyFields(Sample.headers(Sample.ANSWER_FIELDS));
    MemoryPurgeLog log = new MemoryPurgeLog();
    stored = Sample.stored(log);
    engine = Sample.engine(settings, 0);
    nowMillis = log.nowMillis() + 1000;
  }

  /** May the cache answer it, and its answer be stored? */
  @Benchmark
  public Lookup lookup() {
    return Lookup.decide("GET", request, false, false, route);
  }

  /** May what is stored answer it now? */
  @Benchmark
  public Reuse freshness() {
    return Reuse.decide(stored, route, request, nowMillis);
  }

  /** What of it goes to the client? */
  @Benchmark
  public Delivery delivery() {
    return Delivery.decide("GET", request, stored);
  }

  /** Is the upstream's answer stored, and for how long? */
  @Benchmark
  public StoreDecision storing() {
    return Storing.decide(uri, "GET", request, 200, response, route, nowMillis, nowMillis + 1);
  }

  /** All that stands between a decoded request and the stored response that it selects. */
  @Benchmark
  public StoredResponse selection() {
    ProxyRequest classified =
        engine.classify(
            "GET", HttpVersion.HTTP_1_1, Sample.HOST, Sample.PATH, headers, false, from);
    return engine.nearHit(classified);
  }
}
