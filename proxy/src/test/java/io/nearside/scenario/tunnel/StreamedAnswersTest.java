package io.nearside.scenario.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come as things happen, and fields that come behind a body. */
@ExtendWith(BufferLeaks.class)
class StreamedAnswersTest {
  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: max-age=60\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";

  private static void chunk(Connection connection, String text) throws IOException {
    connection.write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private static String read(Response answer, int bytes) throws IOException {
    return new String(answer.bodyStream().readNBytes(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept: text/event-stream", "Accept: */*"})
  void eachEventComesBeforeTheNextHappens(String accept) throws IOException {
    Gate second = new Gate("the second event");
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(EVENTS);
              chunk(connection, "data: 1\n\n");
              second.await();
              chunk(connection, "data: 2\n\n");
              connection.write("0\r\n\r\n");
            })) {
      Response answer = scene.client().request("GET", "/events", accept).readHead(false);
      assertThat(read(answer, 9)).isEqualTo("data: 1\n\n");
      second.open();
      assertThat(answer.text()).isEqualTo("data: 2\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept: text/event-stream", "Prefer: wait=60", "Accept: */*"})
  void eachClientHasAStreamOfItsOwn(String line) throws IOException {
    Gate end = new Gate("the end");
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(EVENTS);
              chunk(connection, "a");
              end.await();
              connection.write("0\r\n\r\n");
            })) {
      Response one = scene.client().request("GET", "/events", line).readHead(false);
      Response other = scene.client().request("GET", "/events", line).readHead(false);
      assertThat(read(one, 1)).isEqualTo("a");
      assertThat(read(other, 1)).isEqualTo("a");
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
      end.open();
      assertThat(one.text()).isEmpty();
      assertThat(other.text()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TE: trailers, X-Sum: 1", "X-Other: y, "})
  void trailersComeWhereTheyAreTaken(String line, String trailer) throws IOException {
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              while (connection.readRequest() != null) {
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                        + "X-Sum: 1\r\nSet-Cookie: a=b\r\nContent-Type: text/html\r\n\r\n");
              }
            })) {
      RawClient client = scene.client();
      Response answer = client.get("/a", line);
      assertThat(answer.text()).isEqualTo("a");
      if (trailer == null) {
        assertThat(answer.trailers()).isEmpty();
      } else {
        assertThat(answer.trailers()).containsExactly(trailer);
      }
      assertThat(client.get("/b").trailers()).isEmpty();
    }
  }

  @Test
  void aClientOfHttp10GetsNoTrailers() throws IOException {
    try (TunnelScene scene =
        TunnelScene.serving(
            connection -> {
              connection.readRequest();
              connection.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                      + "X-Sum: 1\r\n\r\n");
            })) {
      RawClient client = scene.client();
      client.send("GET /a HTTP/1.0\r\nHost: t\r\nTE: trailers\r\n\r\n");
      assertThat(client.readToEnd()).endsWith("\r\n\r\na").doesNotContain("X-Sum");
      assertThat(scene.upstream().requests().get(0).header("TE")).isNull();
    }
  }
}
