package io.nearside.store.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a server in the background and tells what does not fit. What it may not ask (an ACL) it
 * does not miss. Each finding is told once, and again when it was gone in between.
 */
final class ServerCheck {
  static final long MAX_APART_MILLIS = 1_000;

  private final RedisEvents events;
  private final LongSupplier wallMillis;
  private final boolean cluster;
  private final Set<RedisEvent> told =
      Collections.synchronizedSet(EnumSet.noneOf(RedisEvent.class));

  ServerCheck(RedisEvents events, LongSupplier wallMillis, boolean cluster) {
    this.events = events;
    this.wallMillis = wallMillis;
    this.cluster = cluster;
  }

  void look(RedisAsyncCommands<byte[], byte[]> commands, String where) {
    try {
      long sentMillis = wallMillis.getAsLong();
      CompletionStage<?> unused =
          RedisFinder.answer(commands.time()).thenAccept(answer -> time(where, sentMillis, answer));
      CompletionStage<?> unusedToo =
          RedisFinder.answer(commands.info("server")).thenAccept(info -> server(where, info));
      CompletionStage<?> unusedEither =
          RedisFinder.answer(commands.info("memory"))
              .thenAccept(
                  info ->
                      tell(RedisEvent.LOG_EVICTABLE, where, ServerFacts.of(info).mayEvictLog()));
    } catch (RuntimeException disconnected) {
      // The next connection is looked at.
    }
  }

  private void server(String where, String info) {
    ServerFacts facts = ServerFacts.of(info);
    tell(RedisEvent.SERVER_TOO_OLD, where, facts.tooOld());
    boolean unexpected = facts.mode().equals("cluster") && !cluster;
    tell(
        RedisEvent.CLUSTER_NOT_CONFIGURED,
        where,
        unexpected ? "it is a node of a cluster, and redis.cluster = on is missing" : null);
  }

  private void time(String where, long sentMillis, List<byte[]> answer) {
    long receivedMillis = wallMillis.getAsLong();
    long seconds = Long.parseLong(new String(answer.get(0), StandardCharsets.US_ASCII));
    long micros = Long.parseLong(new String(answer.get(1), StandardCharsets.US_ASCII));
    long itsMillis = TimeUnit.SECONDS.toMillis(seconds) + TimeUnit.MICROSECONDS.toMillis(micros);
    // It read its clock somewhere between the two.
    long apart = Math.max(sentMillis - itsMillis, itsMillis - receivedMillis);
    tell(
        RedisEvent.CLOCKS_APART,
        where,
        apart > MAX_APART_MILLIS ? "this machine's is " + apart + " ms off from Redis's" : null);
  }

  private void tell(RedisEvent event, String where, @Nullable String finding) {
    if (finding == null) {
      told.remove(event);
    } else if (told.add(event)) {
      events.happened(event, where + ": " + finding);
    }
  }
}
