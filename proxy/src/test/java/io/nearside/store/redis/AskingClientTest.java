package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AskingClientTest {
  @Test
  void aConnectionAsksWithoutWaitingAndInNoOtherWay() throws Exception {
    ClientResources resources = DefaultClientResources.builder().eventBus(new NoEvents()).build();
    AskingClient client = new AskingClient(resources);
    try (RedisProcess redis = RedisProcess.start();
        StatefulRedisConnection<String, String> connection =
            client
                .connectAsync(StringCodec.UTF8, RedisURI.create(redis.uri()))
                .get(10, TimeUnit.SECONDS)) {
      assertThat(connection.async().ping().get(10, TimeUnit.SECONDS)).isEqualTo("PONG");
      assertThat(connection.sync()).isNull();
      assertThat(connection.reactive()).isNull();
    } finally {
      client.shutdown();
      resources.shutdown();
    }
  }
}
