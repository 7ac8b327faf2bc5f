package io.nearside.scenario.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that send much and read little cost little, and get whole answers in the end. */
@ExtendWith(BufferLeaks.class)
final class SlowReadersTest {
  private static final int LARGE_BYTES = 7 * 1024 * 1024;
  private static final String GET = "GET /x HTTP/1.1\r\nHost: test\r\n\r\n";

  @Test
  void hitsForAClientThatDoesNotReadAreNotWritten() throws Exception {
    int hits = 4000;
    int size = 30_000;
    try (ScriptedUpstream upstream = cacheable(size);
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = warm(sidecar)) {
      long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      byte[] requests = GET.repeat(hits).getBytes(StandardCharsets.ISO_8859_1);
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send(requests);
                } catch (java.io.IOException closed) {
                  // The test is over.
                }
              });
      sender.start();
      Thread.sleep(1000);
      long grown = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
      assertThat(grown).isLessThan(24L << 20);
      for (int i = 0; i < hits; i++) {
        assertThat(client.readResponse().body()).hasSize(size);
      }
      sender.join();
    }
  }

  @Test
  void aLargeHitForASlowClientOutlivesTheIdleTimeout() throws Exception {
    try (ScriptedUpstream upstream = cacheable(LARGE_BYTES);
        Sidecar sidecar = Sidecar.start(upstream.port(), "timeouts.idle = 300ms");
        RawClient client = slow(sidecar)) {
      client.send(GET);
      Thread.sleep(900);
      assertThat(client.readResponse().body()).hasSize(LARGE_BYTES);
    }
  }

  @Test
  void aClientThatEndedItsSideGetsAllItsAnswers() throws Exception {
    int size = 30_000;
    try (ScriptedUpstream upstream = cacheable(size);
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.send(GET + GET).shutdownOutput();
      assertThat(client.readResponse().body()).hasSize(size);
      assertThat(client.readResponse().body()).hasSize(size);
      client.expectClosed();
    }
  }

  @Test
  void aStopLetsALargeHitFinish() throws Exception {
    try (ScriptedUpstream upstream = cacheable(LARGE_BYTES)) {
      Sidecar sidecar = Sidecar.start(upstream.port());
      try (RawClient client = slow(sidecar)) {
        client.send(GET);
        var head = client.readHead(false);
        Thread stop = new Thread(sidecar::close);
        stop.start();
        assertThat(head.body()).hasSize(LARGE_BYTES);
        stop.join();
      }
    }
  }

  @Test
  void anAnswerThatComesBeforeTheRequestIsWholeIsNotCutShort() throws Exception {
    int size = 7 * 1024 * 1024;
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  connection.readRequest();
                  connection.write(ScriptedUpstream.response(413, "x".repeat(size)));
                  connection.readRequest();
                });
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.socket().setReceiveBufferSize(65536);
      client.request("POST", "/x", "Content-Length: 100000").send("begin");
      var answer = client.readHead(false);
      Thread.sleep(500);
      assertThat(answer.body()).hasSize(size);
    }
  }

  private static ScriptedUpstream cacheable(int bytes) throws Exception {
    String body = "x".repeat(bytes);
    return ScriptedUpstream.answering(
        request -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=600"));
  }

  private static RawClient warm(Sidecar sidecar) throws Exception {
    RawClient client = RawClient.connect(sidecar.port());
    client.get("/x");
    await().until(() -> sidecar.events().count("stored") == 1);
    return client;
  }

  private static RawClient slow(Sidecar sidecar) throws Exception {
    warm(sidecar).close();
    RawClient client = RawClient.connect(sidecar.port());
    client.socket().setReceiveBufferSize(65536);
    return client;
  }
}
