package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever does not read stops the one who writes, however much there is. */
@ExtendWith(BufferLeaks.class)
class BackPressureTest {
  private static final int PIECE = 64 * 1024;
  private static final long TOTAL = 1600L * PIECE;

  /** What the buffers of four sockets and our own may hold; a tenth of what is sent. */
  private static final long BOUND = 24L * 1024 * 1024;

  /** So that a response without a length outgrows the cache while it is collected. */
  private static final String SMALL_CACHE = "cache.max-object-size = 1M";

  private static void writeAll(Connection connection, String fields, AtomicLong written)
      throws IOException {
    connection.readRequest();
    boolean chunked = fields.contains("chunked");
    String length = chunked ? "" : "Content-Length: " + TOTAL + "\r\n";
    connection.write("HTTP/1.1 200 OK\r\n" + fields + length + "\r\n");
    byte[] bytes = new byte[PIECE];
    byte[] chunk = (Integer.toHexString(PIECE) + "\r\n" + "x".repeat(PIECE) + "\r\n").getBytes();
    while (written.get() < TOTAL) {
      connection.write(chunked ? chunk : bytes);
      written.addAndGet(PIECE);
    }
    if (chunked) {
      connection.write("0\r\n\r\n");
    }
  }

  /** Returns when the number has not changed for a while. */
  private static long standing(AtomicLong number) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> number.get() > 0 && last.getAndSet(number.get()) == number.get());
    return number.get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Cache-Control: max-age=60\r\n",
        "Cache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n",
        "Cache-Control: no-store\r\nTransfer-Encoding: chunked\r\n"
      })
  void aClientThatDoesNotReadStopsTheUpstream(String fields) throws IOException {
    AtomicLong written = new AtomicLong();
    try (WireScene scene =
        WireScene.serving(connection -> writeAll(connection, fields, written), SMALL_CACHE)) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      Response answer = client.readHead(false);
      assertThat(standing(written)).isLessThan(BOUND);
      assertThat(drain(answer.bodyStream())).isEqualTo(TOTAL);
      assertThat(answer.truncated()).isFalse();
    }
  }

  @Test
  void theAnswerToAPostStopsTheUpstreamToo() throws IOException {
    AtomicLong written = new AtomicLong();
    try (WireScene scene = WireScene.serving(connection -> writeAll(connection, "", written))) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
      Response answer = client.readHead(false);
      assertThat(standing(written)).isLessThan(BOUND);
      assertThat(drain(answer.bodyStream())).isEqualTo(TOTAL);
    }
  }

  private static long drain(InputStream body) throws IOException {
    byte[] into = new byte[PIECE];
    long total = 0;
    for (int count = body.read(into); count >= 0; count = body.read(into)) {
      total += count;
    }
    return total;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUpstreamThatDoesNotReadStopsTheClient(boolean chunked) throws Exception {
    Gate read = new Gate("upstream reads on");
    AtomicLong received = new AtomicLong();
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              Request request = connection.readRequest();
              read.await();
              received.set(drain(request.bodyStream()));
              connection.write(plain("got it"));
            })) {
      RawClient client = scene.client();
      AtomicLong sent = new AtomicLong();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> upload(client, chunked, sent));
      assertThat(standing(sent)).isLessThan(BOUND);
      read.open();
      assertThat(client.readResponse().text()).isEqualTo("got it");
      sending.get(10, TimeUnit.SECONDS);
      assertThat(received).hasValue(TOTAL);
    }
  }

  private static void upload(RawClient client, boolean chunked, AtomicLong sent) {
    try {
      client.send(
          "POST /a HTTP/1.1\r\nHost: t\r\n"
              + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + TOTAL)
              + "\r\n\r\n");
      byte[] piece = new byte[PIECE];
      OutputStream out = client.socket().getOutputStream();
      while (sent.get() < TOTAL) {
        if (chunked) {
          client.send(Integer.toHexString(PIECE) + "\r\n");
        }
        out.write(piece);
        if (chunked) {
          client.send("\r\n");
        }
        sent.addAndGet(PIECE);
      }
      if (chunked) {
        client.send("0\r\n\r\n");
      }
    } catch (IOException e) {
      throw new AssertionError("after " + sent, e);
    }
  }

  @Test
  void aFollowerThatDoesNotReadDoesNotHoldAnotherOneUpWhileTheBodyIsCollected() throws IOException {
    Gate joined = new Gate("both are there");
    AtomicLong written = new AtomicLong();
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              joined.await();
              connection.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n");
              connection.write("Content-Length: " + 90 * PIECE + "\r\n\r\n");
              while (written.addAndGet(PIECE) <= 90 * PIECE) {
                connection.write(new byte[PIECE]);
              }
              connection.readRequest();
            })) {
      RawClient lazy = scene.client();
      RawClient eager = scene.client();
      lazy.request("GET", "/a");
      joined.awaitArrival();
      eager.request("GET", "/a");
      await().until(() -> scene.sidecar().events().count("collapsed") == 1);
      joined.open();
      assertThat(eager.readResponse().body()).hasSize(90 * PIECE);
      assertThat(lazy.readResponse().body()).hasSize(90 * PIECE);
    }
  }

  @Test
  void aClientThatNeverReadsItsDownloadIsGivenUpAndItsUpstreamConnectionToo() throws IOException {
    AtomicLong written = new AtomicLong();
    Gate ended = new Gate("upstream connection ended");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              try {
                writeAll(connection, "", written);
              } catch (IOException expected) {
                ended.open();
              }
            },
            "timeouts.body = 300ms")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      Response answer = client.readHead(false);
      ended.await();
      answer.body();
      assertThat(answer.truncated()).isTrue();
    }
  }

  @Test
  void anUpstreamThatNeverReadsAnUploadIsGivenUp() throws Exception {
    Gate stuck = new Gate("upstream does nothing");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              stuck.await();
            },
            "timeouts.body = 300ms")) {
      RawClient client = scene.client();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> upload(client, false, new AtomicLong()));
      Response answer = client.readResponse();
      assertThat(answer.status()).isEqualTo(504);
      client.close();
      stuck.open();
      assertThat(sending).failsWithin(10, TimeUnit.SECONDS);
    }
  }
}
