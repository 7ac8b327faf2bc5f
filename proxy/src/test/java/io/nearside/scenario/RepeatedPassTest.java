package io.nearside.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes upstream for a head that is known but for its target is what goes for a new one. */
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepeatedPassTest {
  private static final List<String> TARGETS =
      List.of(
          "/plain",
          "/off/a",
          "/api/b?x=1",
          "/elsewhere/c",
          "/fields/d",
          "/vary/e",
          "/validated",
          "/plain/../f",
          "/%67",
          "/api",
          "/fields/");

  private WireScene scene;

  @BeforeAll
  void start() throws IOException {
    scene =
        WireScene.answering(
            RepeatedPassTest::answer,
            "routes = [",
            "{ match = \"/off/**\", cache = off }",
            "{ match = \"/api/**\", strip-prefix = \"/api\" }",
            "{ match = \"/elsewhere/**\", host = \"backend.internal\" }",
            "{ match = \"/fields/**\", request-headers.set { X-Set = s, Accept = b }",
            "  request-headers.remove = [X-Tenant] }",
            "{ match = \"/vary/**\", vary.accept-language = [de, en] }",
            "]");
  }

  @AfterAll
  void stop() throws IOException {
    scene.close();
  }

  private static String answer(Request request) {
    String body = request.target() + " " + request.lines();
    return switch (request.target()) {
      case "/validated" ->
          ScriptedUpstream.response(200, body, "Cache-Control: max-age=0", "ETag: \"1\"");
      case "/kept" -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=60");
      default -> ScriptedUpstream.response(200, body, "Cache-Control: no-store");
    };
  }

  static Stream<List<String>> heads() {
    return Stream.of(
        List.of(),
        List.of("X-Tenant: a", "Accept: */*", "User-Agent: u"),
        List.of("x-tenant: a", "X-Tenant: b", "Empty:"),
        List.of("Cookie: a=b; c=d", "Cookie: e=f"),
        List.of("Authorization: Basic abc"),
        List.of("X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: h", "X-Real-IP: 5.6.7.8"),
        List.of("Forwarded: for=1.2.3.4", "Proxy: p", "X_Tenant: a"),
        List.of("Connection: keep-alive, X-Mine", "X-Mine: 1", "Keep-Alive: timeout=5"),
        List.of("TE: trailers, deflate"),
        List.of("Via: 1.0 first, 1.1 second"),
        List.of("If-None-Match: \"a\"", "If-Modified-Since: Sat, 21 Nov 2026 00:00:00 GMT"),
        List.of("Range: bytes=0-3"),
        List.of("Range: bytes=0-3", "If-Range: \"a\""),
        List.of("Cache-Control: no-cache"),
        List.of("Cache-Control: no-store", "Pragma: no-cache"),
        List.of("Cache-Control: max-age=0, max-stale"),
        List.of("Accept-Language: de-AT, en;q=0.5", "Accept-Encoding: br, gzip"),
        List.of("Content-Length: 0"),
        List.of("Content-Type: text/plain", "Expect: 100-continue"),
        List.of("Max-Forwards: 3"),
        List.of("X-Bytes: \u00e4\u00f6\u00fc"));
  }

  private static String get(String target, List<String> fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + joined(fields) + "\r\n";
  }

  private static String joined(List<String> fields) {
    StringBuilder lines = new StringBuilder();
    fields.forEach(line -> lines.append(line).append("\r\n"));
    return lines.toString();
  }

  /** Sends it, and tells what the client and what the upstream sees. */
  private String seen(RawClient client, String head) {
    int before = scene.upstream().requestCount();
    Response answer = send(client, head);
    List<Request> requests = scene.upstream().requests();
    return answer.status()
        + " "
        + answer.text()
        + answer.header("Cache-Status")
        + requests.subList(before, requests.size());
  }

  private static Response send(RawClient client, String head) {
    try {
      return client.send(head).readResponse();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void goesUpstreamLikeOneOfANewConnection(List<String> fields) throws IOException {
    // Once before: what is remembered of the resource is then the same for all.
    for (String target : TARGETS) {
      send(scene.client(), get(target, fields));
    }
    List<String> expected =
        TARGETS.stream().map(target -> seen(newClient(), get(target, fields))).toList();
    RawClient client = scene.client();
    for (int round = 0; round < 4; round++) {
      assertThat(TARGETS.stream().map(target -> seen(client, get(target, fields))))
          .containsExactlyElementsOf(expected);
    }
    for (int i = 0; i < TARGETS.size(); i++) {
      String head = get(TARGETS.get(i), fields);
      for (int times = 0; times < 3; times++) {
        assertThat(seen(client, head)).isEqualTo(expected.get(i));
      }
    }
  }

  private RawClient newClient() {
    try {
      return scene.client();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theClientsAddressIsThatOfItsConnection() throws IOException {
    RawClient one = scene.client();
    for (int i = 0; i < 4; i++) {
      assertThat(send(one, get("/plain", List.of())).text()).contains("X-Forwarded-For: 127.0.0.1");
    }
  }

  @Test
  void whatFollowsInTheSameBytesIsAnsweredInOrder() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 4; i++) {
      send(client, get("/plain", List.of()));
    }
    client.send(
        get("/plain", List.of())
            + get("/off/1", List.of())
            + get("/kept", List.of())
            + get("/kept", List.of())
            + get("/plain", List.of()));
    assertThat(client.readResponse().text()).startsWith("/plain ");
    assertThat(client.readResponse().text()).startsWith("/off/1 ");
    assertThat(client.readResponse().text()).startsWith("/kept ");
    assertThat(client.readResponse().header("Cache-Status")).contains("; hit");
    assertThat(client.readResponse().text()).startsWith("/plain ");
  }

  @Test
  void whatIsMissedIsStoredAndFoundTheNextTime() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 4; i++) {
      send(client, get("/plain", List.of()));
    }
    for (int i = 0; i < 5; i++) {
      String target = "/kept?" + i;
      assertThat(seen(client, get(target, List.of()))).contains(target);
    }
  }

  @Test
  void aWriteBetweenThemIsNotTakenForOne() throws IOException {
    RawClient client = scene.client();
    for (int i = 0; i < 4; i++) {
      send(client, get("/plain", List.of()));
      String post = "POST /plain HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc";
      assertThat(send(client, post).status()).isEqualTo(200);
      List<Request> requests = scene.upstream().requests();
      assertThat(requests.get(requests.size() - 1).method()).isEqualTo("POST");
    }
  }
}
