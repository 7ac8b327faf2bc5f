package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.EngineScene.Asking;
import io.nearside.testing.BufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fields behind a body.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-6.5
 */
@ExtendWith(BufferLeaks.class)
class TrailersTest {
  private static final String FRESH = "Cache-Control: max-age=60";

  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private final EngineScene scene = new EngineScene();

  @AfterEach
  void end() {
    scene.end();
  }

  private void answer(int call, String... trailers) {
    scene.call(call).head(200, "Content-Type: text/plain").body("x").end(trailers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trailers", "Trailers", "gzip;q=0.5, TRAILERS", "deflate,trailers;q=0.1"})
  void whoTakesTrailersSaysSoToTheUpstream(String te) {
    scene.get("TE: " + te);

    assertThat(scene.asked(0, "TE")).isEqualTo("trailers");
    assertThat(scene.asked(0, "Connection")).isEqualTo("TE");
    answer(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "trailers;q=0", "trailers ; Q=0.000", "xtrailers", ","})
  void whoDoesNotTakeThemSaysNothing(String te) {
    scene.get("TE: " + te);

    assertThat(scene.call(0).request.headers().contains("TE")).isFalse();
    assertThat(scene.call(0).request.headers().contains("Connection")).isFalse();
    answer(0);
  }

  @Test
  void trailersAndAnotherProtocolMayBothBeAskedFor() {
    scene.get("TE: trailers", "Connection: TE, Upgrade", "Upgrade: websocket");

    assertThat(scene.asked(0, "Connection")).isEqualTo("upgrade, TE");
    answer(0);
  }

  @Test
  void theyPassWhereNothingIsStored() {
    Asking client = scene.get("TE: trailers");
    answer(0, "Server-Timing: db;dur=1", "X-Sum: 1", "X-Sum: 2", "Grpc-Status: 0");

    assertThat(client.told())
        .containsExactly(
            "head 200",
            "body x",
            "end",
            "trailer Server-Timing: db;dur=1",
            "trailer X-Sum: 1",
            "trailer X-Sum: 2",
            "trailer Grpc-Status: 0");
  }

  @Test
  void theyPassWhereTheCacheHasNoPart() {
    Asking client = scene.ask("POST", "TE: trailers");
    answer(0, "X-Sum: 1");

    assertThat(client.told()).containsExactly("head 200", "body x", "end", "trailer X-Sum: 1");
  }

  @Test
  void theyPassBehindAPart() {
    Asking client = scene.get("TE: trailers", "Range: bytes=0-0");
    scene.call(0).head(206, "Content-Range: bytes 0-0/2").body("x").end("X-Sum: 1");

    assertThat(client.told()).containsExactly("head 206", "body x", "end", "trailer X-Sum: 1");
  }

  @Test
  void ofAStoredResponseOnlyWhoAskedGetsThem() {
    Asking leader = scene.get("TE: trailers");
    Asking follower = scene.get("TE: trailers");
    scene.call(0).head(200, FRESH, CHUNKED).body("x").end("X-Sum: 1");

    assertThat(leader.told()).containsExactly("head 200", "body x", "end", "trailer X-Sum: 1");
    assertThat(follower.told()).containsExactly("head 200", "body x", "end");
    assertThat(scene.get("TE: trailers").told()).containsExactly("hit x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3",
        "Transfer-Encoding: chunked",
        "Trailer: X",
        "Connection: close",
        "Host: evil",
        "Content-Type: text/html",
        "Content-Encoding: gzip",
        "content-range: bytes 0-0/1",
        "Set-Cookie: a=b",
        "SET-COOKIE2: a=b",
        "WWW-Authenticate: Basic",
        "Authorization: Basic x",
        "Proxy-Authenticate: Basic",
        "Cache-Control: max-age=60",
        "CDN-Cache-Control: max-age=60",
        "Surrogate-Key: a",
        "Cache-Tag: a",
        "Age: 1",
        "Expires: 0",
        "Date: x",
        "Vary: *",
        "Location: /x",
        "Retry-After: 1",
        "If-Match: *",
        "Access-Control-Allow-Origin: *",
        "Strict-Transport-Security: max-age=1",
        "X-Forwarded-For: ::1",
        "Cache-Status: x; hit",
        "Upgrade: websocket"
      })
  void whatMustBeKnownBeforeTheBodyIsLeftOut(String line) {
    Asking client = scene.get("TE: trailers");
    answer(0, line);

    assertThat(client.told()).containsExactly("head 200", "body x", "end");
  }

  @Test
  void ofACutBodyThereIsNone() {
    Asking client = scene.get("TE: trailers");
    scene.call(0).head(200).body("x").fail(UpstreamFailure.RESPONSE_INCOMPLETE);

    assertThat(client.told()).containsExactly("head 200", "body x", "cut");
  }
}
