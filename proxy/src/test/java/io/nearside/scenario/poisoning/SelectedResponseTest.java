package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.poisoning.Mirror.EVIL;
import static io.nearside.scenario.poisoning.Mirror.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that asks for a part, another form or an answer of its own changes nobody else's. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class SelectedResponseTest {
  private static final String BODY = "0123456789";

  /** A backend that knows ranges and conditions, and answers 416 to what it cannot satisfy. */
  private static String selecting(Request request) {
    String range = request.header("Range");
    if (Objects.equals(request.header("If-None-Match"), "\"v1\"")) {
      return "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n" + HOUR + "\r\n\r\n";
    }
    if (range == null) {
      return ScriptedUpstream.response(200, BODY, HOUR, "ETag: \"v1\"");
    }
    return range.equals("bytes=2-3")
        ? ScriptedUpstream.response(206, "23", HOUR, "ETag: \"v1\"", "Content-Range: bytes 2-3/10")
        : ScriptedUpstream.response(416, "evil", HOUR, "Content-Range: bytes */10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Range: bytes=2-3",
        "Range: bytes=99-",
        "Range: bytes=5-2",
        "Range: bytes=",
        "Range: evil=0-1",
        "Range: bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9",
        "Range: bytes=0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-",
        "Range: bytes=99999999999999999999-",
        "If-None-Match: \"v1\"",
        "If-None-Match: \"evil\"",
        "If-None-Match: *",
        "If-Match: \"evil\"",
        "If-Modified-Since: Fri, 31 Dec 2999 23:59:59 GMT",
        "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
        "If-Range: \"evil\"",
        "Cache-Control: no-cache",
        "Cache-Control: no-store",
        "Cache-Control: max-age=0",
        "Cache-Control: max-stale=999999, min-fresh=999999",
        "Cache-Control: only-if-cached",
        "Pragma: no-cache",
      })
  void thePlainRequestGetsTheWholeResponse(String line) throws IOException {
    try (Rig rig = Rig.answering(SelectedResponseTest::selecting)) {
      rig.get("/a", line);

      Response victims = rig.client().get("/a");
      assertThat(victims.status()).isEqualTo(200);
      assertThat(victims.text()).isEqualTo(BODY);
      // And once more when it is stored for sure.
      rig.get("/a", line);
      assertThat(rig.client().get("/a").text()).isEqualTo(BODY);
    }
  }

  @Test
  void aNegotiatedFormIsForThoseWhoAskForIt() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200,
                    "in " + request.header("Accept-Encoding"),
                    HOUR,
                    "Vary: Accept-Encoding"))) {
      rig.get("/a", "Accept-Encoding: evil");

      assertThat(rig.get("/a", "Accept-Encoding: gzip").text()).isEqualTo("in gzip");
      assertThat(rig.get("/a").text()).isEqualTo("in null");
    }
  }

  /** Without Vary the backend says that all get the same. A rule can still take the field in. */
  @Test
  void whatABackendDoesNotSayItVariesByARuleCanPutIntoTheKey() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200, "", HOUR, "Access-Control-Allow-Origin: " + request.header("Origin")),
            "routes = [ { match = \"/**\", key.headers = [\"Origin\"] } ]")) {
      rig.get("/a", "Origin: https://" + EVIL);

      assertThat(rig.get("/a", "Origin: https://shop").header("Access-Control-Allow-Origin"))
          .isEqualTo("https://shop");
      assertThat(rig.get("/a").header("Access-Control-Allow-Origin")).isEqualTo("null");
    }
  }

  @Test
  void aReflectedOriginThatVariesIsForThatOrigin() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200,
                    "",
                    HOUR,
                    "Vary: Origin",
                    "Access-Control-Allow-Origin: " + request.header("Origin")))) {
      rig.get("/a", "Origin: https://" + EVIL);

      assertThat(rig.get("/a", "Origin: https://shop").header("Access-Control-Allow-Origin"))
          .isEqualTo("https://shop");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cookie: session=evil", "Authorization: Bearer evil"})
  void aUsersPageIsNotForOthersByARule(String line) throws IOException {
    String name = line.substring(0, line.indexOf(':'));
    try (Rig rig =
        Rig.answering(
            request -> ScriptedUpstream.response(200, "for " + request.header(name)),
            "cache.ttl = 1h")) {
      assertNotStored(rig.get("/a", line), refusal(name));

      Response victims = rig.get("/a");
      assertForwarded(victims);
      assertThat(victims.text()).isEqualTo("for null");
    }
  }

  private static String refusal(String name) {
    return name.equals("Cookie") ? "credentials" : "authorization";
  }

  @Test
  void anAuthorizedResponseIsNotForOthers() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    200, "for " + request.header("Authorization"), "Cache-Control: max-age=60"))) {
      assertNotStored(rig.get("/a", "Authorization: Bearer evil"), "authorization");
      assertThat(rig.get("/a").text()).isEqualTo("for null");
    }
  }

  @Test
  void aCookieIsSetForTheOneWhoGetsItOnly() throws IOException {
    try (Rig rig = Rig.counting("Set-Cookie: session=evil\r\n" + HOUR)) {
      assertNotStored(rig.get("/a"), "set-cookie");
      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void aHeadFillsNothing() throws IOException {
    try (Rig rig = Mirror.rig()) {
      rig.send("HEAD", "/a", "X-Any: evil");

      Mirror.assertSafe(rig, "/a");
      assertHit(rig.get("/a"));
    }
  }
}
