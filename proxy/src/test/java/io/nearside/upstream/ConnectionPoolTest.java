package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.testing.Configs;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest {
  private final AtomicLong takenBytes = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final BodyMemory memory = new BodyMemory(1000, takenBytes::get, nanos::get);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private int mostBytesOnTheirWay(ConnectionPool pool, long taken) {
    takenBytes.set(taken);
    nanos.addAndGet(1_000_000_000);
    pool.fitWriting(channel);
    return channel.config().getWriteBufferHighWaterMark();
  }

  private ConnectionPool pool(UpstreamConfig config) {
    Destination destination =
        new Destination(new InetSocketAddress("127.0.0.1", 1), config.addresses().get(0));
    return new ConnectionPool(
        config,
        destination,
        null,
        new ConnectionLimit(1, 1, 1),
        memory,
        new Bootstrap(),
        new EmbeddedChannel().eventLoop());
  }

  @Test
  void lessOfARequestsBodyIsOnItsWayWhileMemoryIsShort() {
    UpstreamConfig config = Configs.upstream(1, new UpstreamConfig.Limits(1, 1, 1, 1));
    ConnectionPool pool = pool(config);
    assertThat(mostBytesOnTheirWay(pool, 100)).isEqualTo(128 * 1024);
    assertThat(mostBytesOnTheirWay(pool, 900)).isEqualTo(16 * 1024);
    assertThat(mostBytesOnTheirWay(pool, 100)).isEqualTo(128 * 1024);
    channel.close();
  }
}
