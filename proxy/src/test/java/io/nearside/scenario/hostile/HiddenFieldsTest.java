package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Key, decisions and upstream see the same request. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
final class HiddenFieldsTest {
  private static final String BY_TENANT =
      "routes = [ { match = \"/**\", ttl = 1m, key.headers = [\"X-Tenant\"] } ]";

  @Test
  void aFieldThatConnectionTakesAwayIsNotInTheKey() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.answering(HiddenFieldsTest::tenant);
        Sidecar sidecar = Sidecar.start(upstream.port(), BY_TENANT);
        RawClient client = RawClient.connect(sidecar.port())) {
      client.get("/x", "X-Tenant: a", "Connection: X-Tenant");
      assertThat(client.get("/x", "X-Tenant: a").text()).isEqualTo("for a");
    }
  }

  @Test
  void aFieldThatVaryNamesDoesNotCountWhereConnectionTakesItAway() throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request ->
                    ScriptedUpstream.response(
                        200,
                        "for " + request.header("x-tenant"),
                        "Cache-Control: max-age=60",
                        "Vary: X-Tenant"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.get("/x", "X-Tenant: a", "Connection: X-Tenant");
      assertThat(client.get("/x", "X-Tenant: a").text()).isEqualTo("for a");
    }
  }

  @Test
  void aNameWithAnUnderscoreDoesNotPassForTheOneWithADash() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.answering(HiddenFieldsTest::tenant);
        Sidecar sidecar = Sidecar.start(upstream.port(), BY_TENANT);
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/x", "X_Tenant: a").text()).isEqualTo("for nobody");
    }
  }

  @Test
  void trailersOfARequestStayHere() throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(request -> ScriptedUpstream.response(200, "ok"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.request("POST", "/x", "Transfer-Encoding: chunked");
      client.send("1\r\nx\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(200);
      Request seen = upstream.awaitRequests(1).get(0);
      assertThat(seen.text()).isEqualTo("x");
      assertThat(seen.trailers()).isEmpty();
    }
  }

  @Test
  void aHeadRefreshesAStaleResponseWithAGet() throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request ->
                    ScriptedUpstream.response(
                        200, "x", "Cache-Control: max-age=0, stale-while-revalidate=60"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      client.get("/x");
      await().until(() -> sidecar.events().count("stored") == 1);
      client.request("HEAD", "/x", "Range: bytes=0-0").readResponse(true);
      await().until(() -> sidecar.events().count("stored") == 2);
      Request refresh = upstream.requests().get(1);
      assertThat(refresh.method()).isEqualTo("GET");
      assertThat(refresh.header("range")).isNull();
    }
  }

  @Test
  void interimResponsesLoseTheFieldsOfTheUpstreamsConnection() throws Exception {
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request ->
                    "HTTP/1.1 103 Early Hints\r\nConnection: X-Hop\r\nX-Hop: 1\r\nLink: </a>\r\n\r\n"
                        + ScriptedUpstream.response(200, "ok"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      var hints = client.get("/x");
      assertThat(hints.status()).isEqualTo(103);
      assertThat(hints.lines()).hasSize(1);
      assertThat(hints.lines().get(0)).isEqualToIgnoringCase("Link: </a>");
      assertThat(client.readResponse().text()).isEqualTo("ok");
    }
  }

  private static String tenant(Request request) {
    String dashed = request.header("x-tenant");
    String name = dashed == null ? request.header("x_tenant") : dashed;
    return ScriptedUpstream.response(200, "for " + (name == null ? "nobody" : name));
  }
}
