package io.nearside.scenario.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ProxyRequest;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read and sometimes write through all sidecars of a fleet, in front of {@link
 * Versions}, and compare each version that they read with what {@link Promises} says of it.
 */
final class VersionLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long PROGRESS = 300;
  private static final int READS_PER_WRITE = 20;

  private final int clients;
  private final int keys;
  private final Promises promises;
  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicLong slowestMillis = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private @Nullable Fleet fleet;
  private volatile boolean stopped;

  VersionLoad(int sidecars, int clients, int keys, long maxLagMillis) {
    this.clients = clients;
    this.keys = keys;
    this.promises = new Promises(sidecars, keys, maxLagMillis);
  }

  /** What a sidecar of the fleet is to be heard by. */
  ExchangeListener listener() {
    return new ExchangeListener() {
      @Override
      public void hit(ProxyRequest request, boolean stale) {
        hits.increment();
      }

      @Override
      public void purged(ProxyRequest request, int tags, boolean appended) {
        promises.purged(key(request.target()), appended);
        if (!appended) {
          late.increment();
        }
      }
    };
  }

  VersionLoad on(Fleet started) {
    fleet = started;
    for (int i = 0; i < clients; i++) {
      int client = i;
      Thread thread = new Thread(() -> run(client), "load-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  /** Returns after some more answers: nothing stands still. */
  VersionLoad awaitProgress() {
    long from = requests.sum();
    await().atMost(PATIENCE).until(() -> requests.sum() > from + PROGRESS);
    return this;
  }

  /** Returns when some purges that are appended from now on must have reached everybody. */
  VersionLoad awaitPromises() {
    long from = promises.due();
    await().atMost(PATIENCE).until(() -> promises.due() > from + keys / 5);
    return awaitProgress();
  }

  void assertNothingWrong() {
    assertThat(wrong).isEmpty();
    assertThat(errors.sum()).isZero();
    assertThat(stale.sum()).isZero();
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public String toString() {
    return "requests %d (writes %d, of them appended late %d), hits %d, errors %d, slowest %d ms, versions due %d, stale reads after max-lag %d"
        .formatted(
            requests.sum(),
            writes.sum(),
            late.sum(),
            hits.sum(),
            errors.sum(),
            slowestMillis.get(),
            promises.due(),
            stale.sum());
  }

  private void run(int client) {
    Random random = new Random(client);
    while (!stopped) {
      try {
        operateOnNewConnections(client, random);
      } catch (IOException | RuntimeException | Error e) {
        errors.increment();
        wrong.add(e.toString());
      }
    }
  }

  private void operateOnNewConnections(int client, Random random) throws IOException {
    List<RawClient> connections = new ArrayList<>();
    try {
      for (int i = 0; i < fleet.size(); i++) {
        connections.add(fleet.connect(i));
      }
      while (!stopped) {
        int sidecar = random.nextInt(connections.size());
        operate(client, sidecar, connections.get(sidecar), random);
      }
    } finally {
      for (RawClient connection : connections) {
        connection.close();
      }
    }
  }

  private void operate(int client, int sidecar, RawClient connection, Random random)
      throws IOException {
    long began = System.nanoTime();
    if (random.nextInt(READS_PER_WRITE) == 0) {
      // Each client writes keys of its own, so that what is heard of a write is of that one.
      write(sidecar, connection, random.nextInt(keys / clients) * clients + client, began);
    } else {
      read(sidecar, connection, random.nextInt(keys));
    }
    requests.increment();
    slowestMillis.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
  }

  private void write(int sidecar, RawClient connection, int key, long began) throws IOException {
    long version =
        version(connection.request("POST", target(key), "Content-Length: 0").readResponse());
    promises.answered(sidecar, key, version, began);
    writes.increment();
  }

  private void read(int sidecar, RawClient connection, int key) throws IOException {
    long floor = promises.floor(sidecar, key);
    Response response = connection.get(target(key));
    if (version(response) < floor) {
      stale.increment();
      wrong.add("sidecar " + sidecar + ", version " + floor + " was due: " + response);
    }
  }

  private static long version(Response response) {
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    return Long.parseLong(response.text());
  }

  private static String target(int key) {
    return "/r/" + key;
  }

  private static int key(String target) {
    String last = target.substring(target.lastIndexOf('/') + 1);
    return last.chars().allMatch(Character::isDigit) ? Integer.parseInt(last) : 0;
  }
}
