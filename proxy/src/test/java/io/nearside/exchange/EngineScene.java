package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.CacheKey;
import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.OnWrite;
import io.nearside.caching.PurgeTags;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import io.nearside.exchange.FakeUpstream.FakeCall;
import io.nearside.store.CacheValue;
import io.nearside.store.FarStore;
import io.nearside.store.Lease;
import io.nearside.store.StoredResponse;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.NearConfig;
import io.nearside.testing.Sidecar;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine with a backend and a clock that the test moves, and both stores in memory. */
final class EngineScene {
  static final int MAX_OBJECT_BYTES = 200_000;
  static final int MAX_TAGS = 128;
  static final int MAX_FAR_BYTES = 1 << 20;
  static final UpgradeRules UPGRADE = new UpgradeRules(Set.of("websocket"), 2, 60_000);

  final EmbeddedChannel channel = new EmbeddedChannel();
  final EventExecutor loop = channel.eventLoop();
  final FakeUpstream upstream = new FakeUpstream();
  final Sidecar.Events events = new Sidecar.Events();
  final Far far = new Far();
  private long nanos;

  /** A log that can lose sight of the others' purges. */
  final SightedLog log = new SightedLog(new MemoryPurgeLog(() -> nanos, 1_700_000_000_000L));

  final CacheEngine engine;

  EngineScene() {
    this(SharingRules.DEFAULT, 0);
  }

  /**
   * A scene.
   *
   * @param staleIfErrorSeconds the route's own window
   */
  EngineScene(SharingRules sharing, long staleIfErrorSeconds) {
    engine =
        new CacheEngine(
            new ExchangeConfig(10_000, 10_000, MAX_FAR_BYTES, false, UPGRADE),
            new Routes(List.of(everything(sharing, staleIfErrorSeconds * 1000))),
            Map.of(),
            "default",
            new NearCache(new NearConfig(1 << 22)),
            far,
            log,
            Map.of(Route.DEFAULT_UPSTREAM, upstream),
            events);
  }

  private static Route everything(SharingRules sharing, long staleIfErrorMillis) {
    return new Route(
        "/**",
        new Route.RouteMatch("/**", null, List.of()),
        true,
        new Lifetimes(Route.NO_TTL, List.of(), Route.NO_TTL, 0, staleIfErrorMillis, 600_000, 0, 0),
        List.of(),
        VaryRules.DEFAULT,
        false,
        false,
        true,
        MAX_OBJECT_BYTES,
        Long.MAX_VALUE,
        64,
        MAX_TAGS,
        SurrogateRules.DEFAULT,
        sharing,
        KeyRules.DEFAULT,
        List.of(),
        OnWrite.NONE,
        Route.DEFAULT_UPSTREAM,
        Rewrite.NONE,
        "test");
  }

  /** A far store that answers at once, and tells how long each value may live. */
  static final class Far implements FarStore {
    final Map<CacheKey, CacheValue> values = new HashMap<>();
    final Map<CacheKey, Long> lifetimes = new HashMap<>();
    final Map<CacheKey, Lease> leases = new HashMap<>();
    boolean away;
    boolean leasesUnknown;
    boolean noMemory;

    @Override
    public void get(
        String rules,
        CacheKey key,
        ScheduledExecutorService loop,
        Consumer<@Nullable CacheValue> callback) {
      callback.accept(away ? null : values.get(key));
    }

    @Override
    public void put(String rules, CacheKey key, CacheValue value, long lifetimeMillis) {
      if (noMemory) {
        throw new OutOfMemoryError("as the test wants it");
      }
      values.put(key, value);
      lifetimes.put(key, lifetimeMillis);
    }

    @Override
    public void acquire(
        String rules,
        CacheKey key,
        Lease lease,
        long lifetimeMillis,
        ScheduledExecutorService loop,
        Consumer<LeaseAnswer> callback) {
      if (leasesUnknown) {
        callback.accept(LeaseAnswer.UNKNOWN);
        return;
      }
      Lease holder = leases.putIfAbsent(key, lease);
      callback.accept(holder == null ? LeaseAnswer.MINE : LeaseAnswer.taken(holder));
    }

    @Override
    public void holder(
        String rules, CacheKey key, ScheduledExecutorService loop, Consumer<LeaseAnswer> callback) {
      Lease holder = leases.get(key);
      callback.accept(holder == null ? LeaseAnswer.FREE : LeaseAnswer.taken(holder));
    }

    @Override
    public void hold(String rules, CacheKey key, Lease lease, long lifetimeMillis) {
      leases.put(key, lease);
    }

    @Override
    public void release(String rules, CacheKey key) {
      leases.remove(key);
    }

    @Override
    public boolean available(String rules, CacheKey key) {
      return !away;
    }

    @Override
    public boolean available() {
      return !away;
    }

    @Override
    public void close() {}
  }

  /** A client with its request under way, or answered at once. */
  final class Asking {
    final FakeClient client = new FakeClient(loop);
    @Nullable Exchange exchange;

    private Asking(String method, String... lines) {
      HttpHeaders headers = new DefaultHttpHeaders();
      for (String line : lines) {
        int colon = line.indexOf(": ");
        headers.add(line.substring(0, colon), line.substring(colon + 2));
      }
      ProxyRequest request =
          engine.classify(
              method,
              HttpVersion.HTTP_1_1,
              "test",
              "/a",
              headers,
              false,
              new Downstream("::1", false, "http", null));
      assertThat(request).isNotNull();
      StoredResponse hit = engine.nearHit(request);
      if (hit != null) {
        engine.served(request, hit, loop, engine.nowMillis());
        client.told().add("hit " + body(hit));
      } else {
        exchange = engine.begin(request, client);
      }
    }

    List<String> told() {
      return client.told();
    }
  }

  private static String body(StoredResponse response) {
    return new String(
        response.encoded(),
        response.bodyOffset(),
        response.bodyLength(),
        java.nio.charset.StandardCharsets.US_ASCII);
  }

  Asking get(String... lines) {
    return new Asking("GET", lines);
  }

  Asking ask(String method, String... lines) {
    return new Asking(method, lines);
  }

  Asking head(String... lines) {
    return new Asking("HEAD", lines);
  }

  FakeCall call(int index) {
    assertThat(upstream.calls()).hasSizeGreaterThan(index);
    return upstream.calls().get(index);
  }

  String asked(int index, String name) {
    return String.valueOf(call(index).request.headers().get(name));
  }

  /** What another sidecar stored, under this one's log and at its present time. */
  CacheValue remade(CacheValue value) {
    StoredResponse response = (StoredResponse) value;
    byte[] head =
        Arrays.copyOfRange(
            response.encoded(),
            response.headOffset(),
            response.headOffset() + response.headLength());
    long now = engine.nowMillis();
    long until = now + response.freshUntilMillis() - response.originMillis();
    byte[] stored =
        new StoredResponse.Builder()
            .status(response.status())
            .times(now, until, until, until, until)
            .mark(engine.log().mark())
            .tags(response.tags())
            .head(head)
            .bodyOf(response)
            .build()
            .encoded();
    return Objects.requireNonNull(CacheValue.decode(stored));
  }

  /** Somebody purges everything softly. */
  void purgeSoftly() {
    long[] everything = {PurgeTags.everything()};
    engine.log().purge(everything, true, outcome -> assertThat(outcome.appended()).isTrue());
  }

  /** A write by somebody else: what is stored and under way is over. */
  void purge() {
    long[] everything = {PurgeTags.everything()};
    engine.log().purge(everything, false, outcome -> assertThat(outcome.appended()).isTrue());
  }

  void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Nothing is under way any more. */
  void end() {
    assertThat(engine.flights().size()).isZero();
    assertThat(engine.collectBudget().usedBytes()).isZero();
    channel.finishAndReleaseAll();
  }
}
