package io.nearside.scenario.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads, writes and purges at random from several clients, against a backend whose resources have
 * versions: once a write is answered, no read that begins later shows an older version.
 */
@ExtendWith(BufferLeaks.class)
class FenceStressTest {
  private static final int CLIENTS = 6;
  private static final int OPERATIONS = 400;
  private static final int RESOURCES = 3;

  private enum Stores {
    NEAR("", false),
    NEAR_AND_REDIS("", true),
    REDIS("near.max-size = 0", true),
    /** The near cache has room for one resource, so that entries come and go. */
    SMALL_NEAR_AND_REDIS("near.max-size = 1000", true);

    private final String near;
    private final boolean far;

    Stores(String near, boolean far) {
      this.near = near;
      this.far = far;
    }
  }

  /** Its answers take as long as they like, before the version is read, after it, in mid body. */
  private static final class Backend {
    private final AtomicIntegerArray versions = new AtomicIntegerArray(RESOURCES);

    void serve(Connection connection) throws IOException {
      for (Request r = connection.readRequest(); r != null; r = connection.readRequest()) {
        dawdle();
        String answer = answer(r);
        dawdle();
        int body = answer.indexOf("\r\n\r\n") + 4;
        connection.write(answer.substring(0, body));
        dawdle();
        if (body < answer.length()) {
          connection.write(answer.substring(body));
        }
      }
    }

    private String answer(Request request) {
      String path = request.target().replaceAll("\\?.*", "");
      if (path.equals("/purge")) {
        for (int i = 0; i < RESOURCES; i++) {
          versions.incrementAndGet(i);
        }
        return ScriptedUpstream.response(200, "");
      }
      int resource = Integer.parseInt(path.substring("/r/".length()));
      if (!request.method().equals("GET")) {
        return written(request, versions.incrementAndGet(resource));
      }
      String lines =
          ThreadLocalRandom.current().nextInt(4) == 0
              ? "Cache-Control: max-age=0, stale-while-revalidate=60"
              : "Cache-Control: max-age=60";
      return ScriptedUpstream.response(200, "" + versions.get(resource), lines, "Vary: X-Variant");
    }

    /** Some writes answer with what a read would get now. */
    private static String written(Request request, int version) {
      String[] lines =
          ThreadLocalRandom.current().nextBoolean()
              ? new String[] {}
              : new String[] {
                "Cache-Control: max-age=60",
                "Vary: X-Variant",
                "Content-Location: " + request.target()
              };
      return ScriptedUpstream.response(200, "" + version, lines);
    }

    /** Up to two milliseconds, mostly none. */
    private static void dawdle() {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      if (random.nextInt(3) == 0) {
        LockSupport.parkNanos(random.nextInt(2_000_000));
      }
    }
  }

  /** The versions that writes have been answered for. */
  private static final class Promised {
    private final AtomicIntegerArray versions = new AtomicIntegerArray(RESOURCES);

    void answered(int resource, int version) {
      versions.accumulateAndGet(resource, version, Math::max);
    }

    int[] now() {
      return IntStream.range(0, RESOURCES).map(versions::get).toArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noReadAfterAWriteShowsWhatWasBefore(Stores stores) throws Exception {
    long seed = Long.getLong("fence.seed", System.nanoTime());
    System.out.println("fence seed " + seed + " " + stores);
    Backend backend = new Backend();
    try (RedisProcess redis = stores.far ? RedisProcess.start() : null;
        Rig rig =
            Rig.serving(
                backend::serve,
                stores.near,
                redis == null ? "" : "redis { uri = \"" + redis.uri() + "\", timeout = 2s }",
                "routes = [{ match = \"/purge\", on-write.purge = [\"/r/**\"] }]")) {
      if (redis != null) {
        rig.awaitRedis();
      }
      run(rig, backend, seed);
      assertThat(rig.events().count("hit") + rig.events().count("stale-hit"))
          .as("reads from a store")
          .isGreaterThan(CLIENTS * OPERATIONS / 20);
    }
  }

  private static void run(Rig rig, Backend backend, long seed) throws Exception {
    Promised promised = new Promised();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = rig.client();
        Random random = new Random(seed + i);
        running.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < OPERATIONS; n++) {
                    operate(client, random, backend, promised);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void operate(RawClient client, Random random, Backend backend, Promised promised)
      throws IOException {
    int resource = random.nextInt(RESOURCES);
    int dice = random.nextInt(100);
    if (dice < 10) {
      Response written =
          client
              .request(
                  "POST", "/r/" + resource, "Content-Length: 0", "X-Variant: " + random.nextInt(2))
              .readResponse();
      promised.answered(resource, Integer.parseInt(written.text()));
    } else if (dice < 12) {
      int[] before = IntStream.range(0, RESOURCES).map(backend.versions::get).toArray();
      client.request("POST", "/purge", "Content-Length: 0").readResponse();
      for (int i = 0; i < RESOURCES; i++) {
        promised.answered(i, before[i] + 1);
      }
    } else {
      int[] floor = promised.now();
      String query = random.nextInt(5) == 0 ? "?q" : "";
      Response read = client.get("/r/" + resource + query, "X-Variant: " + random.nextInt(2));
      assertThat(Integer.parseInt(read.text()))
          .as("/r/%d after version %d: %s", resource, floor[resource], read)
          .isGreaterThanOrEqualTo(floor[resource]);
    }
  }
}
