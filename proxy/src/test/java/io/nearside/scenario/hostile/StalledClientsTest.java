package io.nearside.scenario.hostile;

import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that takes nothing of its answer does not hold an upstream connection for ever. */
@ExtendWith(BufferLeaks.class)
final class StalledClientsTest {
  private static final byte[] CHUNK =
      ("8000\r\n" + "x".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);

  private final AtomicLong written = new AtomicLong();
  private final CountDownLatch cut = new CountDownLatch(1);

  @Test
  void aClientThatStopsReadingWhileItSendsIsCutInTime() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.serving(this::flood);
        Sidecar sidecar = Sidecar.start(upstream.port(), "timeouts.body = 1500ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      client.socket().setReceiveBufferSize(65536);
      client.request("POST", "/x", "Content-Length: 10").send("begin");
      client.readHead(false);
      awaitStall();
      client.send("ended");
      await().atMost(Duration.ofSeconds(9)).until(() -> cut.getCount() == 0);
    }
  }

  private void flood(Connection connection) throws IOException {
    connection.readRequest();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    try {
      while (true) {
        connection.write(CHUNK);
        written.addAndGet(CHUNK.length);
      }
    } finally {
      cut.countDown();
    }
  }

  private void awaitStall() {
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> before.getAndSet(written.get()) == written.get());
  }
}
