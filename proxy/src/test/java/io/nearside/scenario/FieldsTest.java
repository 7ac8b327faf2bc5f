package io.nearside.scenario;

import static io.nearside.scenario.WireScene.plain;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields cross, which do not, and which are added. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class FieldsTest {
  private static final String TRUSTED = "trusted-proxies = [\"127.0.0.1\"]";

  private static Request seenBy(WireScene scene, String... lines) throws IOException {
    assertThat(scene.client().get("/a", lines).status()).isEqualTo(200);
    return scene.upstream().requests().get(scene.upstream().requestCount() - 1);
  }

  @OnlyH1("fields of the connection")
  void hopByHopFieldsOfARequestStayHere() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      Request seen =
          seenBy(
              scene,
              "Connection: keep-alive, X-Mine",
              "Connection: x-other",
              "X-Mine: 1",
              "X-Other: 2",
              "Keep-Alive: timeout=5",
              "Proxy-Connection: keep-alive",
              "Proxy-Authorization: Basic eA==",
              "TE: gzip, deflate;q=0.5",
              "Trailer: X-Sum",
              "Upgrade: websocket",
              "HTTP2-Settings: AAMAAABk",
              "X-Kept: 3");
      assertThat(seen.lines())
          .extracting(line -> line.substring(0, line.indexOf(':')).toLowerCase())
          .containsExactlyInAnyOrder(
              "x-kept", "host", "via", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host");
    }
  }

  static Stream<String> fieldsForAll() {
    // HTTP/2 has no Connection.
    return Wire.current() == Wire.H1
        ? Stream.of("Host", "Authorization", "cookie", "X-Forwarded-For", "Cache-Control", "Via")
        : Stream.empty();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("fieldsForAll")
  void aRequestWhoseConnectionNamesAFieldForAllIsRefused(String name) throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      String[] lines = {
        "Connection: X-Hop, " + name,
        "Authorization: Bearer t",
        "Cookie: a=b",
        "X-Forwarded-For: 1.2.3.4",
        "Via: 1.1 other",
        "Cache-Control: no-cache"
      };
      assertThat(scene.client().get("/a", lines).status()).isEqualTo(400);
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @OnlyH1("Connection")
  void connectionCannotTakeAwayTheFramingOfABody() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain(request.text()))) {
      String request =
          "POST /a HTTP/1.1\r\nHost: t\r\nConnection: Content-Length\r\n"
              + "Content-Length: 5\r\n\r\nhello";
      assertThat(scene.client().send(request).readResponse().status()).isEqualTo(400);
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void aResponseWhoseConnectionNamesAFieldForAllLosesItAndIsNotStored() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                response(
                    200, "x", "Cache-Control: max-age=60", "Vary: Cookie", "Connection: Vary"))) {
      Response first = scene.client().get("/a");
      assertThat(first.headers("Vary")).isEmpty();
      assertThat(first.header("Cache-Status")).endsWith("detail=connection-option");
      scene.client().get("/a");
      assertThat(scene.upstream().requestCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-store", "max-age=60"})
  void hopByHopFieldsOfAResponseStayHere(String cacheControl) throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request ->
                response(
                    200,
                    "x",
                    "Cache-Control: " + cacheControl,
                    "Connection: X-Mine",
                    "X-Mine: 1",
                    "Keep-Alive: timeout=5",
                    "Proxy-Authenticate: Basic",
                    "Proxy-Connection: keep-alive",
                    "Trailer: X-Sum",
                    "Upgrade: h2c",
                    "Set-Cookie2: kept",
                    "X-Kept: 1",
                    "X-Kept: 2"))) {
      for (int i = 0; i < 2; i++) {
        Response answer = scene.client().get("/a");
        assertThat(answer.lines())
            .extracting(line -> line.substring(0, line.indexOf(':')).toLowerCase())
            .doesNotContain(
                "connection",
                "x-mine",
                "keep-alive",
                "proxy-authenticate",
                "proxy-connection",
                "trailer",
                "upgrade");
        assertThat(answer.headers("X-Kept")).containsExactly("1", "2");
        assertThat(answer.headers("Date")).hasSize(1);
        assertThat(answer.headers("Cache-Status")).hasSize(1);
        assertThat(answer.headers("Via")).containsExactly("1.1 nearside");
      }
    }
  }

  @OnlyH1("Via says the version")
  void viaIsAddedBehindWhatOthersSaid() throws IOException {
    try (WireScene scene = WireScene.answering(request -> response(200, "x", "Via: 1.1 backend"))) {
      Response answer = scene.client().get("/a", "Via: 1.0 client");
      assertThat(answer.headers("Via")).containsExactly("1.1 backend", "1.1 nearside");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Via")).containsExactly("1.0 client", "1.1 nearside");
    }
  }

  @OnlyH1("Via says the version")
  void viaSaysInWhichVersionEachMessageCame() throws IOException {
    String old = "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx";
    try (WireScene scene = WireScene.answering(request -> old)) {
      Response answer = scene.client().send("GET /a HTTP/1.0\r\n\r\n").readResponse();
      assertThat(answer.headers("Via")).containsExactly("1.0 nearside");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Via")).containsExactly("1.0 nearside");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE"})
  void eachForwardCountsDownWhatLimitsThem(String method) throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      scene.client().request(method, "/a", "Max-Forwards: 3").readResponse();
      assertThat(scene.upstream().requests().get(0).headers("Max-Forwards")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @CsvSource({"OPTIONS, 204", "TRACE, 501"})
  void aRequestThatMayNotBeForwardedAnyMoreIsAnsweredHere(String method, int status)
      throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      Response answer = scene.client().request(method, "/a", "Max-Forwards: 0").readResponse();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("Cache-Status")).as("no cache's answer").isNull();
      assertThat(answer.header("Proxy-Status"))
          .isEqualTo("nearside; error=proxy_internal_response; details=\"max-forwards\"");
      assertThat(answer.headers("Date")).hasSize(1);
      assertThat(scene.client().get("/b").status()).isEqualTo(200);
      assertThat(scene.upstream().requestCount()).isEqualTo(1);
    }
  }

  @Test
  void maxForwardsMeansNothingToOtherMethods() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      assertThat(seenBy(scene, "Max-Forwards: 0").header("Max-Forwards")).isEqualTo("0");
    }
  }

  @OnlyH1("the scheme is http")
  void whatAClientSaysOfItselfIsReplaced() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      Request seen =
          seenBy(
              scene,
              "Host: shop.example",
              "X-Forwarded-For: 10.0.0.1",
              "X-Forwarded-For: 10.0.0.2",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: evil.example",
              "X-Forwarded-Port: 443",
              "X-Forwarded-Prefix: /evil",
              "Forwarded: for=10.0.0.1;host=evil.example",
              "X-Real-IP: 10.0.0.1",
              "X-Original-URL: /admin",
              "X-Rewrite-URL: /admin",
              "X-HTTP-Method-Override: DELETE",
              "X-HTTP-Method: DELETE",
              "X-Method-Override: DELETE",
              "X-Host: evil.example");
      assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
      assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("http");
      assertThat(seen.headers("X-Forwarded-Host")).containsExactly("shop.example");
      assertThat(seen.headers("Host")).containsExactly("shop.example");
      assertThat(seen.lines()).noneMatch(line -> line.contains("evil") || line.contains("10.0.0"));
      assertThat(seen.lines()).noneMatch(line -> line.contains("admin") || line.contains("DELETE"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", TRUSTED})
  void aFieldIsNotTakenForAnotherByItsUnderscore(String conf) throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), conf)) {
      Request seen =
          seenBy(
              scene,
              "X_Forwarded_For: 10.0.0.1",
              "x-forwarded_proto: https",
              "Content_Length: 5",
              "Transfer_Encoding: chunked",
              "Accept_Language: de",
              "X_HTTP_Method_Override: DELETE",
              "X-Mine: 1",
              "X_Mine: 2",
              "Proxy: evil.example");
      assertThat(seen.lines())
          .extracting(line -> line.substring(0, line.indexOf(':')))
          .noneMatch(name -> name.contains("_") || name.equals("Proxy"));
    }
  }

  @Test
  void anUnderscoreOfItsOwnPassesWhereATrustedProxySaysIt() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"))) {
      assertThat(seenBy(scene, "my_own: x").headers("my_own")).isEmpty();
    }
    try (WireScene scene = WireScene.answering(request -> plain("x"), TRUSTED)) {
      assertThat(seenBy(scene, "my_own: x").headers("my_own")).containsExactly("x");
    }
  }

  @Test
  void whatATrustedProxySaysIsKeptAndItsAddressAppended() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), TRUSTED)) {
      Request seen =
          seenBy(
              scene,
              "Host: shop.example",
              "X-Forwarded-For: 10.0.0.1",
              "X-Forwarded-For: 10.0.0.2",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: www.example",
              "X-Forwarded-Port: 443");
      assertThat(seen.headers("X-Forwarded-For")).containsExactly("10.0.0.1, 10.0.0.2, 127.0.0.1");
      assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("https");
      assertThat(seen.headers("X-Forwarded-Host")).containsExactly("www.example");
      assertThat(seen.headers("X-Forwarded-Port")).containsExactly("443");
      assertThat(seen.headers("Host")).containsExactly("shop.example");
    }
  }

  @OnlyH1("the scheme is http")
  void aTrustedProxyThatSaysNothingIsTheClient() throws IOException {
    try (WireScene scene = WireScene.answering(request -> plain("x"), TRUSTED)) {
      Request seen = seenBy(scene, "Host: shop.example");
      assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
      assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("http");
      assertThat(seen.headers("X-Forwarded-Host")).containsExactly("shop.example");
    }
  }

  @Test
  void repeatedFieldsStaySeparateAndInOrder() throws IOException {
    try (WireScene scene =
        WireScene.answering(
            request -> response(200, "x", "Set-Cookie: a=1", "X: y", "Set-Cookie: b=2, c"))) {
      Response answer = scene.client().get("/a", "Accept: a", "X-B: 1", "Accept: b", "X-C: \u00e9");
      assertThat(answer.headers("Set-Cookie")).containsExactly("a=1", "b=2, c");
      Request seen = scene.upstream().requests().get(0);
      assertThat(seen.headers("Accept")).containsExactly("a", "b");
      assertThat(seen.header("X-C")).isEqualTo("\u00e9");
    }
  }
}
