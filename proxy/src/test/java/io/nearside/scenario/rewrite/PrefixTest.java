package io.nearside.scenario.rewrite;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backend that is mounted below a path which it does not know. */
@ExtendWith(BufferLeaks.class)
class PrefixTest {
  private static final String STRIPPED =
      "routes = [ { match = \"/api/**\", strip-prefix = \"/api\" } ]";
  private static final String REPLACED =
      "routes = [ { match = \"/api/**\", strip-prefix = \"/api\", add-prefix = \"/v1\" } ]";

  /** Says what it was asked for, and in Location what the request wants it to. */
  private static String answer(Request request) {
    String says = request.header("X-Says");
    String field = request.header("X-In") == null ? "Location" : request.header("X-In");
    return ScriptedUpstream.response(
        200,
        request.method().equals("HEAD") ? "" : request.method() + " " + request.target(),
        "Cache-Control: max-age=3600",
        says == null ? "X-Says: nothing" : field + ": " + says);
  }

  private static Rig rig(String... conf) throws IOException {
    return Rig.answering(PrefixTest::answer, conf);
  }

  private static List<String> targets(Rig rig) {
    return rig.upstream().requests().stream().map(Request::target).toList();
  }

  @Test
  void thePrefixIsTakenOffWhatGoesUpstream() throws IOException {
    try (Rig rig = rig("routes = [ { match = \"/**\", strip-prefix = \"/api\" } ]")) {
      assertThat(rig.get("/api/x?b=2&a=1").text()).isEqualTo("GET /x?b=2&a=1");
      rig.get("/api");
      rig.get("/api/%61/../b%2fc");
      rig.get("/apix");
      rig.send("HEAD", "/api/h");
      rig.get("/api/part", "Range: bytes=0-1");
      rig.send("DELETE", "/api/d");

      assertThat(targets(rig))
          .containsExactly("/x?b=2&a=1", "/", "/b%2Fc", "/apix", "/h", "/part", "/d");
    }
  }

  @Test
  void anotherMayStandInItsPlace() throws IOException {
    try (Rig rig = rig(REPLACED)) {
      rig.get("/api/x");
      rig.get("/api");
      assertThat(targets(rig)).containsExactly("/v1/x", "/v1");
      assertThat(rig.get("/api/l", "X-Says: /v1/y").header("Location")).isEqualTo("/api/y");
      assertThat(rig.get("/api/m", "X-Says: /y").header("Location")).isEqualTo("/y");
    }
  }

  @Test
  void theUpstreamIsToldWhatWasTakenOff() throws IOException {
    try (Rig rig = rig(STRIPPED)) {
      rig.get("/api/x", "X-Forwarded-Prefix: /evil");
      rig.get("/y", "X-Forwarded-Prefix: /evil");

      assertThat(rig.upstream().requests().get(0).headers("X-Forwarded-Prefix"))
          .containsExactly("/api");
      assertThat(rig.upstream().requests().get(1).headers("X-Forwarded-Prefix")).isEmpty();
    }
  }

  @Test
  void whatATrustedProxyTookOffStandsBefore() throws IOException {
    try (Rig rig = rig(STRIPPED, "trusted-proxies = [\"127.0.0.1\"]")) {
      rig.get("/api/x", "X-Forwarded-Prefix: /outer");

      assertThat(rig.upstream().requests().get(0).headers("X-Forwarded-Prefix"))
          .containsExactly("/outer", "/api");
    }
  }

  @Test
  void theKeyIsOfWhatTheClientAskedFor() throws IOException {
    try (Rig rig = rig(STRIPPED)) {
      rig.get("/api/x");
      assertHit(rig.get("/api/x"));
      assertForwarded(rig.get("/x"));
    }
  }

  @Test
  void aLocationGetsItsPrefixBack() throws IOException {
    try (Rig rig = rig(STRIPPED)) {
      assertThat(rig.get("/api/1", "X-Says: /x?y#z").header("Location")).isEqualTo("/api/x?y#z");
      assertThat(rig.get("/api/1").header("Location")).as("as stored").isEqualTo("/api/x?y#z");
      assertThat(rig.get("/api/2", "X-Says: /api/x").header("Location")).isEqualTo("/api/x");
      assertThat(rig.get("/api/3", "X-Says: x").header("Location")).isEqualTo("x");
      assertThat(rig.get("/api/4", "X-Says: http://test/x").header("Location"))
          .isEqualTo("http://test/api/x");
      String own = rig.upstream().url() + "/x";
      assertThat(rig.get("/api/5", "X-Says: " + own).header("Location")).isEqualTo("/api/x");
      assertThat(rig.get("/api/6", "X-Says: http://other/x").header("Location"))
          .isEqualTo("http://other/x");
      Response located = rig.get("/api/7", "X-Says: /x", "X-In: Content-Location");
      assertThat(located.header("Content-Location")).isEqualTo("/api/x");
      assertThat(rig.get("/8", "X-Says: /x").header("Location"))
          .as("another route")
          .isEqualTo("/x");
    }
  }

  @Test
  void aWritePurgesWhatClientsAskFor() throws IOException {
    try (Rig rig = rig(STRIPPED)) {
      rig.get("/api/x");
      rig.get("/x");
      rig.send("POST", "/api/x", "Content-Length: 0");

      assertForwarded(rig.get("/api/x"));
      assertHit(rig.get("/x"));
    }
  }

  @Test
  void aWritePurgesWhatTheBackendCallsByItsOwnPath() throws IOException {
    try (Rig rig = rig(STRIPPED)) {
      rig.get("/api/x");
      rig.get("/api/y");
      rig.get("/x");
      rig.send("POST", "/api/all", "Content-Length: 0", "X-Says: /x");
      rig.send("POST", "/api/all", "Content-Length: 0", "X-Says: /y", "X-In: Content-Location");

      assertForwarded(rig.get("/api/x"));
      assertForwarded(rig.get("/api/y"));
      assertHit(rig.get("/x"));
    }
  }

  @Test
  void aWebSocketGoesBelowItToo() throws IOException {
    try (ScriptedUpstream backend =
            ScriptedUpstream.serving(
                connection -> {
                  connection.readRequest();
                  connection.write(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: Upgrade\r\nX-Secret: kept\r\n\r\n");
                  connection.write(connection.rest().readNBytes(4));
                });
        Rig rig =
            rig(
                "upstreams.ws.url = \"" + backend.url() + "\"",
                "routes = [ { match = \"/ws/**\", upstream = ws, strip-prefix = \"/ws\"",
                "host = \"chat\", request-headers.set { X-Rule = yes } } ]")) {
      RawClient client = rig.client();
      client.send(
          "GET /ws/room HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(client.readHead(false).status()).isEqualTo(101);
      client.send("ping");
      assertThat(new String(client.rest().readNBytes(4), StandardCharsets.US_ASCII))
          .isEqualTo("ping");
      Request asked = backend.requests().get(0);
      assertThat(asked.target()).isEqualTo("/room");
      assertThat(asked.header("Host")).isEqualTo("chat");
      assertThat(asked.header("X-Rule")).isEqualTo("yes");
      assertThat(asked.header("Upgrade")).isEqualTo("websocket");
    }
  }
}
