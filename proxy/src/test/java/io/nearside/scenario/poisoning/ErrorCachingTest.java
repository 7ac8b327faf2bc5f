package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static io.nearside.scenario.poisoning.Mirror.HOUR;
import static io.nearside.scenario.poisoning.Mirror.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache-poisoned denial of service: no error that an attacker provokes is kept for others. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class ErrorCachingTest {
  private static final String TTL = "routes = [ { match = \"/**\", ttl = 1h } ]";
  private static final String BY_STATUS =
      "routes = [ { match = \"/**\", ttl = 1h, ttl-by-status { \"4xx\" = 1h, \"5xx\" = 1h } } ]";

  /** A backend that refuses fields above 8 KiB, as many do. */
  private static Function<Request, String> narrow(int status, String... lines) {
    return request -> {
      int size = request.lines().stream().mapToInt(String::length).sum();
      return size > 8192
          ? ScriptedUpstream.response(status, "evil", lines)
          : ScriptedUpstream.response(200, "fine");
    };
  }

  private static void attack(Rig rig) throws IOException {
    Response attackers = rig.get("/a", "X-Oversized: " + "x".repeat(9000));
    assertThat(attackers.text()).isEqualTo("evil");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 405, 413, 414, 431, 500, 501, 502, 503})
  void anOversizedFieldsErrorIsNotStoredEvenIfItSaysItLasts(int status) throws IOException {
    for (String conf : new String[] {"", TTL, BY_STATUS}) {
      try (Rig rig = Rig.answering(narrow(status, HOUR), conf)) {
        attack(rig);
        assertSafe(rig, "/a");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413, 431, 500})
  void norByARuleOfOurs(int status) throws IOException {
    for (String conf : new String[] {TTL, BY_STATUS}) {
      try (Rig rig = Rig.answering(narrow(status), conf)) {
        attack(rig);
        assertSafe(rig, "/a");
      }
    }
  }

  @Test
  void noOddRequestEndsWhatIsStored() throws IOException {
    try (Rig rig = Rig.answering(narrow(404, HOUR), TTL)) {
      rig.get("/a");
      rig.get("/a", "X-Oversized: " + "x".repeat(9000), "Cache-Control: no-cache");

      assertHit(assertSafe(rig, "/a"));
    }
  }

  @Test
  void itSaysWhyItIsNotStored() throws IOException {
    try (Rig rig = Rig.answering(narrow(400, HOUR))) {
      assertNotStored(rig.get("/a", "X-Oversized: " + "x".repeat(9000)), "odd-request");
    }
  }

  @OnlyH1("bytes of a request line")
  void aCharacterThatBackendsRefuseIsRefusedHereOrItsErrorNotStored() throws IOException {
    for (char meta : new char[] {1, 7, 8, 11, 12, 27, 127, 128, 233, 255}) {
      try (Rig rig =
              Rig.answering(
                  request ->
                      request.header("X-Meta") == null
                          ? ScriptedUpstream.response(200, "fine", HOUR)
                          : ScriptedUpstream.response(400, "evil", HOUR));
          RawClient attacker = rig.client()) {
        assertThat(attacker.get("/a", "X-Meta: a" + meta + "b").status()).isEqualTo(400);

        assertSafe(rig, "/a");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "X-HTTP-Method",
        "X-Method-Override",
        "X_Method_Override"
      })
  void aMethodOverrideReachesNoBackend(String name) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header(name) == null
                    ? ScriptedUpstream.response(200, "fine", HOUR)
                    : ScriptedUpstream.response(405, "evil", HOUR))) {
      assertThat(rig.get("/a", name + ": DELETE").status()).isEqualTo(200);

      assertSafe(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 405, 406, 414, 415, 422, 500, 501, 502, 503, 504})
  void anErrorWithoutALifetimeIsNotStoredByATtl(int status) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("X-Break") == null
                    ? ScriptedUpstream.response(200, "fine")
                    : ScriptedUpstream.response(status, "evil"),
            TTL)) {
      assertNotStored(rig.get("/a", "X-Break: 1"), "error-status");

      assertSafe(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {407, 408, 411, 412, 413, 416, 417, 421, 425, 426, 428, 429, 431, 511})
  void whatIsAboutOneRequestIsNeverStored(int status) throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("X-Break") == null
                    ? ScriptedUpstream.response(200, "fine", HOUR)
                    : ScriptedUpstream.response(status, "evil", HOUR),
            BY_STATUS)) {
      assertNotStored(rig.get("/a", "X-Break: 1"), "status");

      assertSafe(rig, "/a");
    }
  }

  @Test
  void ourOwnErrorsAreNeverStored() throws IOException {
    try (Rig rig = Mirror.rig(BY_STATUS, "limits.header-size = 4K")) {
      try (RawClient attacker = rig.client()) {
        assertThat(attacker.get("/a", "X-Large: " + "x".repeat(5000)).status()).isEqualTo(431);
      }
      try (RawClient attacker = rig.client()) {
        assertThat(attacker.get("/a", "Expect: evil").status()).isEqualTo(417);
      }
      assertSafe(rig, "/a");
    }
  }

  @Test
  void anUpstreamThatFailsOnceDoesNotFailForOthers() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("X-Break") == null
                    ? ScriptedUpstream.response(200, "fine", HOUR)
                    : "evil nonsense\r\n\r\n",
            BY_STATUS)) {
      assertThat(rig.get("/a", "X-Break: 1").status()).isEqualTo(502);

      assertSafe(rig, "/a");
    }
  }
}
