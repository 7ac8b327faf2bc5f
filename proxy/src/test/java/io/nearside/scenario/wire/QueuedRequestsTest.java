package io.nearside.scenario.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for its turn has not been asked for yet, and what streams keeps nobody waiting. */
@ExtendWith(BufferLeaks.class)
class QueuedRequestsTest {
  private static final String ONE = "upstream { max-requests = 1, queue-timeout = 30s }";

  private final Gate slow = new Gate("the slow answer");

  private ScriptedUpstream answering(String line) throws IOException {
    return ScriptedUpstream.answering(
        request -> {
          if (request.target().equals("/slow")) {
            slow.await();
          }
          return ScriptedUpstream.response(200, "x", line);
        });
  }

  private static void awaitForwarded(Sidecar sidecar, String reasonAndTarget) {
    await().until(() -> sidecar.events().count("forwarded " + reasonAndTarget) > 0);
  }

  @Test
  void theTimeInTheQueueDoesNotAgeAResponse() throws IOException {
    try (ScriptedUpstream upstream = answering("Cache-Control: max-age=1");
        Sidecar sidecar = Sidecar.start(upstream.port(), ONE, "timeouts.idle = 1200ms");
        RawClient first = RawClient.connect(sidecar.port());
        RawClient quick = RawClient.connect(sidecar.port());
        RawClient clock = RawClient.connect(sidecar.port())) {
      first.request("GET", "/slow");
      upstream.awaitRequests(1);
      quick.request("GET", "/quick");
      clock.expectClosed(); // 1.2 s later
      slow.open();
      assertThat(quick.readResponse().header("Cache-Status")).contains("; stored; ");
    }
  }

  @Test
  void aPurgeWhileAFetchWaitsForItsTurnDoesNotKeepItFromBeingStored() throws IOException {
    try (ScriptedUpstream upstream = answering("Cache-Control: max-age=1000");
        Sidecar sidecar = Sidecar.start(upstream.port(), ONE, "purge.allow = [127.0.0.1]");
        RawClient first = RawClient.connect(sidecar.port());
        RawClient quick = RawClient.connect(sidecar.port());
        RawClient purger = RawClient.connect(sidecar.port())) {
      first.request("GET", "/slow");
      upstream.awaitRequests(1);
      quick.request("GET", "/quick");
      awaitForwarded(sidecar, "uri-miss /quick");
      assertThat(purger.request("PURGE", "/quick").readResponse().status()).isEqualTo(200);
      slow.open();
      assertThat(quick.readResponse().header("Cache-Status")).contains("; stored; ");
    }
  }

  @Test
  void aWriteThatIsGivenUpInTheQueuePurgesNothing() throws IOException {
    try (ScriptedUpstream upstream = answering("Cache-Control: max-age=1000");
        // one loop: what it answers later than the reset, it answers knowing of it
        Sidecar sidecar = Sidecar.start(upstream.port(), ONE, "event-loops = 1");
        RawClient first = RawClient.connect(sidecar.port());
        RawClient other = RawClient.connect(sidecar.port())) {
      other.get("/a");
      first.request("GET", "/slow");
      upstream.awaitRequests(2);
      try (RawClient writer = RawClient.connect(sidecar.port())) {
        writer.send("POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc");
        awaitForwarded(sidecar, "method /a");
        writer.reset();
      }
      assertThat(other.get("/a").header("Cache-Status")).contains("; hit");
      slow.open();
      assertThat(first.readResponse().status()).isEqualTo(200);
      assertThat(other.get("/b").status()).isEqualTo(200);
      assertThat(sidecar.events().count("purged")).isZero();
    }
  }

  @Test
  void openEventStreamsDoNotKeepOthersFromTheUpstream() throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.serving(this::streamOrPage);
        Sidecar sidecar =
            Sidecar.start(upstream.port(), "upstream { max-requests = 1, queue-timeout = 10ms }")) {
      List<RawClient> streams = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        RawClient stream = RawClient.connect(sidecar.port());
        streams.add(stream);
        stream.request("GET", "/events", "Accept: text/event-stream");
        assertThat(stream.readHead(false).status()).isEqualTo(200);
      }
      try (RawClient page = RawClient.connect(sidecar.port())) {
        assertThat(page.get("/page").status()).isEqualTo(200);
      }
      slow.open();
      for (RawClient stream : streams) {
        stream.close();
      }
    }
  }

  private void streamOrPage(io.nearside.testing.Connection connection) throws IOException {
    Request next = connection.readRequest();
    if (next == null) {
      return;
    }
    if (next.target().equals("/page")) {
      connection.write(ScriptedUpstream.response(200, "x", "Connection: close"));
      return;
    }
    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:hi\n\n");
    slow.await();
  }

  @Test
  void aRefusalOfOneRequestDoesNotEndCollapsing() throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request -> {
                  if (count.getAndIncrement() == 0) {
                    return ScriptedUpstream.response(429, "", "Retry-After: 1");
                  }
                  slow.await();
                  return ScriptedUpstream.response(200, "x", "Cache-Control: max-age=1000");
                });
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient one = RawClient.connect(sidecar.port())) {
      assertThat(one.get("/a").status()).isEqualTo(429);
      List<RawClient> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RawClient client = RawClient.connect(sidecar.port());
        client.request("GET", "/a");
        all.add(client);
      }
      await()
          .until(
              () ->
                  sidecar.events().count("forwarded") + sidecar.events().count("collapsed") == 21);
      slow.open();
      for (RawClient client : all) {
        assertThat(client.readResponse().status()).isEqualTo(200);
        client.close();
      }
      assertThat(upstream.requestCount()).isEqualTo(2);
    }
  }

  @Test
  void aRepeatedDeleteThatIsRefusedPurgesAsItsFirstOneMayHaveTakenEffect() throws IOException {
    ScriptedUpstream[] self = new ScriptedUpstream[1];
    try (ScriptedUpstream upstream =
        ScriptedUpstream.serving(
            connection -> {
              Request next = connection.readRequest();
              while (next != null && !next.method().equals("DELETE")) {
                connection.write(
                    ScriptedUpstream.response(200, "old", "Cache-Control: max-age=1000"));
                next = connection.readRequest();
              }
              if (next != null) {
                self[0].refuse();
              }
            })) {
      self[0] = upstream;
      try (Sidecar sidecar = Sidecar.start(upstream.port(), "event-loops = 1");
          RawClient client = RawClient.connect(sidecar.port())) {
        assertThat(client.get("/a").text()).isEqualTo("old");
        assertThat(client.request("DELETE", "/a").readResponse().status()).isEqualTo(502);
        assertThat(client.get("/a").status()).isEqualTo(502);
      }
    }
  }
}
