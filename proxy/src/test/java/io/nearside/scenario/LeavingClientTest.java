package io.nearside.scenario;

import static io.nearside.scenario.WireScene.cacheable;
import static io.nearside.scenario.WireScene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave early, or end only their own side. */
@ExtendWith(BufferLeaks.class)
class LeavingClientTest {

  private static void leave(RawClient client, boolean withReset) throws IOException {
    if (withReset) {
      client.reset();
    } else {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingWithinAnUploadEndsTheUpstreamConnection(boolean withReset) throws IOException {
    Gate begun = new Gate("upload has begun");
    Gate ended = new Gate("upload was cut");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              Request upload = connection.readRequest();
              upload.bodyStream().readNBytes(1000);
              begun.open();
              upload.body();
              if (upload.truncated()) {
                ended.open();
              }
            })) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
      client.send(new byte[5000]);
      begun.await();
      leave(client, withReset);
      ended.await();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavingWithinADownloadEndsTheUpstreamConnection(boolean withReset) throws IOException {
    Gate ended = new Gate("download was ended");
    try (WireScene scene = WireScene.serving(connection -> writeUntilItFails(connection, ended))) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      client.readHead(false).bodyStream().readNBytes(100_000);
      leave(client, withReset);
      ended.await();
    }
  }

  private static void writeUntilItFails(Connection connection, Gate ended) throws IOException {
    connection.readRequest();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 90000000000\r\n\r\n");
    byte[] piece = new byte[100_000];
    try {
      while (true) {
        connection.write(piece);
      }
    } catch (IOException gone) {
      ended.open();
    }
  }

  @Test
  void leavingBeforeTheAnswerEndsAFetchThatIsNotForTheCache() throws IOException {
    Gate ended = new Gate("connection was ended");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              connection.readRequest();
              if (connection.readRequest() == null) {
                ended.open();
              }
            },
            "routes = [{ match = \"/**\", cache = off }]")) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      scene.upstream().awaitRequests(1);
      client.reset();
      ended.await();
    }
  }

  @Test
  void leavingDoesNotEndAFetchThatTheCacheWants() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              slow.await();
              return cacheable("x");
            })) {
      RawClient client = scene.client();
      client.request("GET", "/a");
      slow.awaitArrival();
      client.reset();
      slow.open();
      RawClient next = scene.client();
      assertThat(next.get("/a").text()).isEqualTo("x");
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void aHalfClosedClientGetsItsSlowAnswer() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              slow.await();
              return plain("x");
            })) {
      RawClient client = scene.client();
      client.request("GET", "/a").shutdownOutput();
      slow.awaitArrival();
      slow.open();
      assertThat(client.readResponse().text()).isEqualTo("x");
      client.expectClosed();
    }
  }

  @Test
  void aHalfClosedClientGetsAllThatItPipelined() throws IOException {
    Gate slow = new Gate("slow");
    try (WireScene scene =
        WireScene.answering(
            request -> {
              if (request.target().equals("/slow")) {
                slow.await();
              }
              return plain(request.target());
            })) {
      RawClient client = scene.client();
      client.request("GET", "/slow").request("GET", "/b").request("GET", "/c").shutdownOutput();
      slow.awaitArrival();
      slow.open();
      for (String target : new String[] {"/slow", "/b", "/c"}) {
        assertThat(client.readResponse().text()).isEqualTo(target);
      }
      client.expectClosed();
    }
  }

  @Test
  void aHalfClosedClientGetsTheAnswerToItsUpload() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello").shutdownOutput();
      assertThat(client.readResponse().text()).isEqualTo("hello");
      client.expectClosed();
    }
  }

  @Test
  void aClientThatEndsWithinItsUploadIsNotAnsweredAsIfItWereWhole() throws IOException {
    Gate cut = new Gate("upload was cut");
    try (WireScene scene =
        WireScene.serving(
            connection -> {
              Request upload = connection.readRequest();
              upload.body();
              if (upload.truncated()) {
                cut.open();
              }
            })) {
      RawClient client = scene.client();
      client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 50\r\n\r\nhello");
      scene.upstream().awaitRequests(1);
      client.shutdownOutput();
      cut.await();
      client.readToEnd();
    }
  }

  @Test
  void aHalfClosedClientWithoutARequestIsClosed() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      RawClient client = scene.client();
      client.get("/a");
      client.shutdownOutput().expectClosed();
      scene.client().shutdownOutput().expectClosed();
    }
  }
}
