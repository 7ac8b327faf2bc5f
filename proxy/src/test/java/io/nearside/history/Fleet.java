package io.nearside.history;

import io.nearside.store.redis.RedisProcess;
import io.nearside.store.redis.RedisRelay;
import io.nearside.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sidecars in front of one backend, each with a way of its own to one Redis. */
final class Fleet implements AutoCloseable {
  private final RedisProcess redis = RedisProcess.start();
  private final Backend backend;
  private final List<RedisRelay> relays = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();

  Fleet(Plan plan) {
    backend = new Backend(Plan.RESOURCES, Plan.GROUPS, Plan.DELAYS);
    for (int i = 0; i < Plan.SIDECARS; i++) {
      RedisRelay relay = RedisRelay.to(redis);
      relays.add(relay);
      replicas.add(new Replica(backend.port(), relay.uri(), plan.maxLag().toMillis()));
    }
  }

  RedisProcess redis() {
    return redis;
  }

  Backend backend() {
    return backend;
  }

  List<RedisRelay> relays() {
    return relays;
  }

  Replica replica(int sidecar) {
    return replicas.get(sidecar);
  }

  RawClient connect(int sidecar) throws IOException {
    return RawClient.connect(replica(sidecar).port());
  }

  /** What this sidecar says of itself. */
  String details(int sidecar) throws IOException {
    try (RawClient admin = RawClient.connect(replica(sidecar).adminPort())) {
      return admin.get("/readyz").text();
    }
  }

  /** Whether it says that it is connected and knows of every purge. */
  static boolean isFollowing(String details) {
    return details.contains("\"redis\":\"up\"") && details.contains("\"purges\":\"followed\"");
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    relays.forEach(RedisRelay::close);
    redis.close();
    backend.close();
  }
}
