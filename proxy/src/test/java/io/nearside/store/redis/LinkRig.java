package io.nearside.store.redis;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.StoredResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A sidecar's purge log on some Redis, and what it tells of it. */
final class LinkRig implements RedisEvents, AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final RedisPurgeLog log;

  LinkRig(String uri) {
    this(uri, RedisAccess.BY_URI);
  }

  LinkRig(String uri, RedisAccess access) {
    this.log =
        new RedisPurgeLog(
            new RedisConfig(uri, "ns", 20, 2_000, 1 << 20, 2_000, access),
            this,
            100,
            System::nanoTime);
  }

  @Override
  public void happened(RedisEvent event, String detail) {
    told.add(event + " " + detail);
  }

  List<String> told() {
    return told;
  }

  LinkRig awaitFollowed() {
    await().atMost(PATIENCE).until(() -> log.mark().isRead() && log.isFollowed());
    return this;
  }

  void awaitTold(RedisEvent event, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told).anyMatch(line -> line.matches(event + " .*\\Q" + part + "\\E.*")));
  }

  boolean isFollowed() {
    return log.isFollowed();
  }

  StoredResponse fetched(long tag) {
    Mark mark = log.mark();
    return response(mark, tag);
  }

  Standing standing(StoredResponse copy) {
    return log.standing(copy);
  }

  /** Whether Redis has it within its deadline. */
  boolean purge(long tag) {
    CompletableFuture<Boolean> appended = new CompletableFuture<>();
    log.purge(new long[] {tag}, false, outcome -> appended.complete(outcome.appended()));
    return appended.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** That what this one purges now, the other one sees. */
  void assertPurgesReach(LinkRig other, long tag) {
    awaitFollowed();
    other.awaitFollowed();
    StoredResponse copy = other.fetched(tag);
    await().atMost(PATIENCE).until(() -> purge(tag));
    await().atMost(PATIENCE).until(() -> other.standing(copy) == Standing.PURGED);
    await().atMost(PATIENCE).until(() -> other.standing(other.fetched(tag)) == Standing.GOOD);
  }

  @Override
  public void close() {
    log.close();
  }
}
