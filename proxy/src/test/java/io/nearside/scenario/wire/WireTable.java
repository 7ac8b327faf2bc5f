package io.nearside.scenario.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.List;

/** A sidecar and an upstream between which the rows of a table are tried, one after the other. */
final class WireTable implements AutoCloseable {
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: test\r\n\r\n";

  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;

  WireTable(String... conf) throws IOException {
    upstream =
        ScriptedUpstream.answering(
            request -> {
              request.body();
              return ScriptedUpstream.response(200, "x");
            });
    sidecar = Sidecar.start(upstream.port(), conf);
  }

  /** Sends the row with another request behind it, and a request on a connection of its own. */
  void check(Row row) throws IOException {
    int before = upstream.requestCount();
    try (RawClient client = RawClient.connect(sidecar.port())) {
      client.send(row.sent() + NEXT);
      Response answer = client.readResponse(row.sent().startsWith("HEAD "));
      assertThat(answer.status()).isEqualTo(row.status());
      if (row.kept()) {
        assertThat(client.readResponse().status()).as("what is behind it").isEqualTo(200);
      } else {
        assertThat(answer.header("Connection")).isEqualTo("close");
        client.expectClosed();
      }
    }
    checkUpstream(row, upstream.requests().subList(before, upstream.requestCount()));
    try (RawClient fresh = RawClient.connect(sidecar.port())) {
      assertThat(fresh.get("/fresh").status()).as("a fresh connection").isEqualTo(200);
    }
  }

  private static void checkUpstream(Row row, List<Request> seen) {
    List<String> targets = seen.stream().map(Request::target).toList();
    if (row.upstream() == null) {
      List<String> behindIt = row.kept() ? List.of("/next") : List.of();
      assertThat(targets).as("what the upstream saw").isEqualTo(behindIt);
      return;
    }
    assertThat(targets).as("what the upstream saw").hasSize(row.kept() ? 2 : 1);
    Request first = seen.get(0);
    assertThat(first.method() + " " + first.target() + " " + first.version())
        .isEqualTo(row.upstream());
    assertThat(first.lines()).containsAll(row.lines());
    for (String name : row.absent()) {
      assertThat(first.headers(name)).as(name).isEmpty();
    }
    assertThat(first.text()).isEqualTo(row.body());
  }

  @Override
  public void close() throws IOException {
    sidecar.close();
    upstream.close();
  }
}
