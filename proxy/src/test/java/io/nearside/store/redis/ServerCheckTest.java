package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerCheckTest {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicLong offMillis = new AtomicLong();
  private final ServerCheck check =
      new ServerCheck(
          (event, detail) -> told.add(event + " " + detail),
          () -> System.currentTimeMillis() + offMillis.get(),
          false);

  @Test
  void clocksThatAreApartAreToldOnceUntilTheyAgreedAgain() {
    RedisProcess redis = RedisProcess.start();
    RedisClient client = RedisClient.create(redis.uri());
    try (redis;
        StatefulRedisConnection<byte[], byte[]> connection =
            client.connect(ByteArrayCodec.INSTANCE)) {
      look(connection, redis);
      assertThat(told).isEmpty();
      offMillis.set(60_000);
      look(connection, redis);
      look(connection, redis);
      assertThat(told).singleElement().asString().startsWith("CLOCKS_APART here: this machine's");
      offMillis.set(0);
      look(connection, redis);
      offMillis.set(-60_000);
      look(connection, redis);
      assertThat(told).hasSize(2);
    } finally {
      client.shutdown();
    }
  }

  /** Its three questions were answered when a later one is. */
  private void look(StatefulRedisConnection<byte[], byte[]> connection, RedisProcess redis) {
    check.look(connection.async(), "here");
    await().until(() -> connection.sync().ping().equals("PONG"));
  }
}
