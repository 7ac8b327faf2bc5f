package io.nearside.scenario.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Connection;
import io.nearside.testing.Frame;
import io.nearside.testing.Http2Answer;
import io.nearside.testing.Http2RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.List;

/**
 * A sidecar and an upstream between which the rows of a table are tried, one after the other. The
 * upstream never answers {@code /held}.
 */
final class Http2Table implements AutoCloseable {
  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;

  Http2Table(String... conf) throws IOException {
    upstream = ScriptedUpstream.serving(Http2Table::serve);
    sidecar = Sidecar.start(upstream.port(), conf);
  }

  private static void serve(Connection connection) throws IOException {
    for (Request request = connection.readRequest();
        request != null;
        request = connection.readRequest()) {
      String body = request.text();
      if (!request.target().startsWith("/held")) {
        connection.write(
            ScriptedUpstream.response(200, request.method().equals("HEAD") ? "" : body));
      }
    }
  }

  int port() {
    return sidecar.port();
  }

  /** Sends the row, and then a request on the same connection, or on another if that one ended. */
  void check(Http2Row row) throws IOException {
    int before = upstream.requestCount();
    try (Http2RawClient client =
        row.bare() ? Http2RawClient.bare(port()) : Http2RawClient.connect(port())) {
      try {
        send(client, row);
        Http2Answer answer = client.answer(row.streamId());
        assertThat(answer.outcome()).isEqualTo(row.outcome());
        if (row.endsConnection()) {
          client.readToEnd();
        } else {
          client.expectAlive();
          assertThat(client.answer(client.open("/next")).outcome()).as("next").isEqualTo("200");
        }
      } catch (AssertionError e) {
        throw e.getMessage().contains("the frames were")
            ? e
            : new AssertionError(e.getMessage() + "\nthe frames were:\n" + client.transcript(), e);
      }
    }
    List<Request> seen = upstream.requests();
    checkUpstream(
        row,
        seen.subList(before, seen.size()).stream()
            .filter(request -> !request.target().equals("/next"))
            // The upstream sees it, or what is wrong with it behind its head ends it before.
            .filter(request -> !request.target().equals("/held"))
            .toList());
    try (Http2RawClient fresh = Http2RawClient.connect(port())) {
      assertThat(fresh.answer(fresh.open("/fresh")).outcome()).as("fresh").isEqualTo("200");
    }
  }

  private static void send(Http2RawClient client, Http2Row row) throws IOException {
    client.assumeOpen(row.streamId());
    for (Object part : row.sent()) {
      if (part instanceof Frame frame) {
        client.send(frame);
      } else if (part instanceof String text) {
        client.sendLatin1(text);
      } else {
        client.send((byte[]) part);
      }
    }
  }

  private static void checkUpstream(Http2Row row, List<Request> seen) throws IOException {
    assertThat(seen)
        .extracting(request -> request.method() + " " + request.target())
        .as("what the upstream saw")
        .isEqualTo(row.upstream());
    if (seen.isEmpty()) {
      return;
    }
    Request first = seen.get(0);
    assertThat(first.lines()).containsAll(row.lines());
    for (String name : row.absent()) {
      assertThat(first.headers(name)).as(name).isEmpty();
    }
    if (row.body() != null) {
      assertThat(first.text()).isEqualTo(row.body());
    }
  }

  @Override
  public void close() throws IOException {
    sidecar.close();
    upstream.close();
  }
}
