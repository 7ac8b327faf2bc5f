package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.4 */
@InEachTier
class InvalidationMustTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  InvalidationMustTest(Tier tier) {
    this.tier = tier;
  }

  /** GET stores; anything else gets the status and the line that it asks for. */
  static String answer(Request request) {
    if (request.method().equals("GET")) {
      String groups = request.header("X-Groups");
      return ScriptedUpstream.response(
          200, "x", HOUR, groups == null ? "X-None: 1" : "Cache-Groups: " + groups);
    }
    if (request.method().equals("HEAD")) {
      return Origin.head(200, List.of(HOUR)) + "Content-Length: 1\r\n\r\n";
    }
    String status = request.header("X-Status");
    String say = request.header("X-Say");
    return ScriptedUpstream.response(
        status == null ? 200 : Integer.parseInt(status), "done", say == null ? "X-None: 1" : say);
  }

  private Rig filled(String... targets) throws IOException {
    Rig rig = tier.answering(InvalidationMustTest::answer);
    for (int i = 0; i < targets.length; i++) {
      Eventually.stored(rig, i + 1, targets[i]);
    }
    return rig;
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "FROB", "MKCOL", "get", "Purgeish"})
  void anUnsafeOrUnknownMethodEndsItsTarget(String method) throws IOException {
    try (Rig rig = filled("/a", "/b")) {
      assertHit(rig.get("/a"));
      rig.send(method, "/a", EMPTY);

      assertForwarded(rig.get("/a"));
      assertHit(rig.get("/b"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 206, 299, 300, 301, 302, 303, 307, 308, 399})
  void everyAnswerThatIsNoErrorCounts(int status) throws IOException {
    try (Rig rig = filled("/a")) {
      rig.send("POST", "/a", EMPTY, "X-Status: " + status);

      assertForwarded(rig.get("/a"));
    }
  }

  @Test
  void anAnswerWithoutContentCounts() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.method().equals("GET")
                    ? answer(request)
                    : "HTTP/1.1 204 No Content\r\n\r\n")) {
      Eventually.stored(rig, 1, "/a");
      rig.send("DELETE", "/a");

      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "TRACE"})
  void aSafeMethodEndsNothing(String method) throws IOException {
    try (Rig rig = filled("/a")) {
      rig.send(method, "/a");

      assertHit(rig.get("/a"));
    }
  }

  @Test
  void allVariantsEnd() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                ScriptedUpstream.response(200, "" + request.header("X-L"), HOUR, "Vary: X-L"))) {
      Eventually.stored(rig, 1, "/a", "X-L: de");
      Eventually.stored(rig, 2, "/a", "X-L: en");
      rig.send("POST", "/a", EMPTY);

      assertForwarded(rig.get("/a", "X-L: de"));
      assertForwarded(rig.get("/a", "X-L: en"));
    }
  }

  @Test
  void theAuthorityIsPartOfTheTarget() throws IOException {
    try (Rig rig = filled("/a")) {
      rig.send("POST", "/a", EMPTY, "Host: other.example");

      assertHit(rig.get("/a"));
    }
  }

  // Other origins are never touched

  @ParameterizedTest
  @CsvSource({
    "Location, http://other.example/b",
    "Location, //other.example/b",
    "Location, http://test:81/b",
    "Location, https://test/b",
    "Location, https://test:80/b",
    "Location, http://testx/b",
    "Location, http://test.example/b",
    "Content-Location, http://other.example/b",
    "Content-Location, //other.example/b",
    "Content-Location, http://test:81/b",
    "Content-Location, https://test/b"
  })
  void whatNamesAnotherOriginEndsNothingHere(String name, String uri) throws IOException {
    try (Rig rig = filled("/a", "/b")) {
      rig.send("POST", "/a", EMPTY, "X-Say: " + name + ": " + Wire.current().uri(uri));

      assertHit(rig.get("/b"));
      assertForwarded(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @CsvSource({"http, other.example", "http, test:81"})
  void whatNamesAnotherOriginEndsNothingThere(String scheme, String authority) throws IOException {
    try (Rig rig = tier.answering(InvalidationMustTest::answer)) {
      Eventually.stored(rig, 1, "/b", "Host: " + authority);
      rig.send("POST", "/a", EMPTY, "X-Say: Location: " + scheme + "://" + authority + "/b");

      assertHit(rig.get("/b", "Host: " + authority));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 412, 500, 503})
  void anErrorEndsNothingThatItNames(int status) throws IOException {
    try (Rig rig = filled("/a", "/b")) {
      rig.send("POST", "/a", EMPTY, "X-Status: " + status, "X-Say: Location: /b");

      assertHit(rig.get("/b"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void theLocationInAnAnswerToASafeMethodEndsNothing(String method) throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.target().equals("/b")
                    ? answer(request)
                    : "HTTP/1.1 303 See Other\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")) {
      Eventually.stored(rig, 1, "/b");
      rig.send(method, "/a");

      assertHit(rig.get("/b"));
      assertThat(rig.seen()).isEqualTo(2);
    }
  }
}
