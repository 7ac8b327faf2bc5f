package io.nearside.scenario.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Redis that hangs, dies, comes back empty or refuses to write: no client notices. */
@ExtendWith(BufferLeaks.class)
class RedisTroubleTest {
  private static final int CLIENTS = 4;
  private static final int TARGETS = 50;
  private static final long MAX_REQUESTS = 500_000;

  /** Far above the deadline of a read, far below what a client would notice as an outage. */
  private static final long MAX_MILLIS = 2_000;

  private interface Trouble {
    void happen(RedisProcess redis, Load load);
  }

  @Test
  void redisHangs() throws Exception {
    underLoad(
        (redis, load) -> {
          redis.pause();
          load.awaitProgress();
          redis.resume();
        });
  }

  @Test
  void redisIsKilledAndComesBackEmpty() throws Exception {
    underLoad(
        (redis, load) -> {
          redis.kill();
          load.awaitProgress();
          redis.restart();
        });
  }

  @Test
  void redisIsRestartedAgainAndAgain() throws Exception {
    underLoad(
        (redis, load) -> {
          for (int i = 0; i < 3; i++) {
            redis.restart();
            load.awaitProgress();
          }
        });
  }

  @Test
  void redisIsFull() throws Exception {
    underLoad(
        (redis, load) -> {
          redis.command("CONFIG", "SET", "maxmemory", "1");
          load.awaitProgress();
          redis.command("CONFIG", "SET", "maxmemory", "0");
        });
  }

  @Test
  void redisIsReadOnly() throws Exception {
    underLoad(
        (redis, load) -> {
          redis.command("REPLICAOF", "127.0.0.1", "1");
          load.awaitProgress();
          redis.command("REPLICAOF", "NO", "ONE");
        });
  }

  @Test
  void redisDropsItsClients() throws Exception {
    underLoad(
        (redis, load) -> {
          for (int i = 0; i < 5; i++) {
            redis.command("CLIENT", "KILL", "TYPE", "normal");
            load.awaitProgress();
          }
        });
  }

  @Test
  void redisWasNeverThere() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      redis.kill();
      try (Rig rig = rig(redis)) {
        for (int i = 0; i < 20; i++) {
          assertThat(rig.get("/" + i).text()).isEqualTo("/" + i);
        }
        redis.restart();
        awaitHits(rig);
      }
    }
  }

  private static Rig rig(RedisProcess redis) throws IOException {
    return Rig.answering(
        request ->
            request.method().equals("GET")
                ? ScriptedUpstream.response(200, request.target(), "Cache-Control: max-age=3600")
                : ScriptedUpstream.response(200, "written"),
        "near.max-size = 0",
        "redis { uri = \"" + redis.uri() + "\", timeout = 20ms }");
  }

  /** Hits can only come from Redis: the near cache is off. */
  private static void awaitHits(Rig rig) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Rig.status(rig.get("/back")).startsWith("nearside; hit"));
  }

  private static void underLoad(Trouble trouble) throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        Rig rig = rig(redis).awaitRedis()) {
      Load load = new Load();
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          RawClient client = rig.client();
          int first = i;
          running.add(threads.submit(() -> load.run(client, first)));
        }
        load.awaitProgress();
        try {
          trouble.happen(redis, load);
          load.awaitProgress();
          awaitHits(rig);
        } finally {
          load.stopped.set(true);
        }
        for (Future<?> one : running) {
          one.get(30, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(load.slowestMillis.get()).isLessThan(MAX_MILLIS);
    }
  }

  /** Clients that read and sometimes write, and insist on right answers. */
  private static final class Load {
    private static final long PROGRESS = 300;

    final AtomicBoolean stopped = new AtomicBoolean();
    final AtomicLong answers = new AtomicLong();
    final AtomicLong slowestMillis = new AtomicLong();

    Object run(RawClient client, int first) throws IOException {
      for (long i = first; !stopped.get() && i < MAX_REQUESTS; i++) {
        String target = "/" + i % TARGETS;
        boolean write = i % 50 == 49;
        long began = System.nanoTime();
        Response response =
            write
                ? client.request("POST", target, "Content-Length: 0").readResponse()
                : client.get(target);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        slowestMillis.accumulateAndGet(millis, Math::max);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(write ? "written" : target);
        answers.incrementAndGet();
      }
      return null;
    }

    /** Returns after some more answers: nothing stands still. */
    void awaitProgress() {
      long from = answers.get();
      await().atMost(Duration.ofSeconds(30)).until(() -> answers.get() > from + PROGRESS);
    }
  }
}
