package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests that prefer the same share a variant: https://www.rfc-editor.org/rfc/rfc9111#section-4.1
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class NegotiationTest {
  private static final String[] REDUCED = {
    "cache.vary.accept-encoding = [br, gzip]",
    "cache.vary.accept-language = [de, en]",
    "cache.vary.accept = [\"text/html\", \"application/json\"]"
  };

  /** The body is what the upstream saw of the fields that content is negotiated by. */
  private static String negotiated(Request request) {
    String body =
        request.headers("Accept-Encoding")
            + " "
            + request.headers("Accept-Language")
            + " "
            + request.headers("Accept");
    return ScriptedUpstream.response(
        200,
        body,
        "Cache-Control: max-age=3600",
        "Vary: Accept-Encoding, Accept-Language",
        "Vary: Accept");
  }

  @Test
  void valuesThatMeanTheSameShareAResponse() throws IOException {
    try (Rig rig = Rig.answering(NegotiationTest::negotiated)) {
      String first =
          rig.get("/a", "Accept-Encoding: gzip, br", "Accept-Language: de, en;q=0.5").text();
      assertThat(first).as("seen as it came").isEqualTo("[gzip, br] [de, en;q=0.5] []");

      assertHit(rig.get("/a", "Accept-Encoding: BR,gzip;q=1", "Accept-Language: EN;q=0.50,de"));
      assertHit(
          rig.get(
              "/a",
              "Accept-Encoding: br",
              "Accept-Encoding: x-gzip",
              "Accept-Language: de,en;q=0.5"));
      assertForwarded(rig.get("/a", "Accept-Encoding: gzip", "Accept-Language: de, en;q=0.5"));
      assertForwarded(rig.get("/a", "Accept-Encoding: gzip, br", "Accept-Language: de, en;q=0.6"));
      assertForwarded(rig.get("/a", "Accept-Encoding: gzip, br"));
    }
  }

  @Test
  void withoutNormalizationOnlySpacesAndLinesAreTheSame() throws IOException {
    try (Rig rig = Rig.answering(NegotiationTest::negotiated, "cache.vary.normalize = off")) {
      rig.get("/a", "Accept-Encoding: gzip, br");

      assertHit(rig.get("/a", "Accept-Encoding: gzip,br"));
      assertHit(rig.get("/a", "Accept-Encoding: gzip", "Accept-Encoding: br"));
      assertForwarded(rig.get("/a", "Accept-Encoding: br, gzip"));
      assertForwarded(rig.get("/a", "Accept-Encoding: GZIP, br"));
    }
  }

  @Test
  void whatIsReducedToTheSameSharesAResponse() throws IOException {
    try (Rig rig = Rig.answering(NegotiationTest::negotiated, REDUCED)) {
      String seen =
          rig.get(
                  "/a",
                  "Accept-Encoding: gzip, deflate, br, zstd",
                  "Accept-Language: de-CH, de;q=0.9, en;q=0.8",
                  "Accept: text/html, */*;q=0.8")
              .text();
      assertThat(seen).isEqualTo("[br] [de] [text/html]");

      assertHit(
          rig.get(
              "/a", "Accept-Encoding: br", "Accept-Language: de-AT, fr;q=0.5", "Accept: text/*"));
      String other =
          rig.get("/a", "Accept-Encoding: gzip;q=0.5", "Accept-Language: en-GB", "Accept: */*")
              .text();
      assertThat(other).isEqualTo("[gzip] [en] [text/html]");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void whatAcceptsNothingOnTheListStaysAsItCame() throws IOException {
    try (Rig rig = Rig.answering(NegotiationTest::negotiated, REDUCED)) {
      assertThat(
              rig.get("/a", "Accept-Encoding: identity;q=0", "Accept-Language: fr, it;q=0.5")
                  .text())
          .isEqualTo("[identity;q=0] [fr, it;q=0.5] []");
      assertThat(rig.get("/a").text()).isEqualTo("[] [] []");
    }
  }

  @Test
  void aKeyIsMadeOfTheReducedField() throws IOException {
    try (Rig rig =
        Rig.answering(
            r ->
                ScriptedUpstream.response(
                    200, r.header("Accept-Language"), "Cache-Control: max-age=3600"),
            "routes = [{ match = \"/**\", key.headers = [Accept-Language]",
            "vary.accept-language = [de, en] }]")) {
      assertThat(rig.get("/a", "Accept-Language: de-AT").text()).isEqualTo("de");
      assertHit(rig.get("/a", "Accept-Language: de, en;q=0.3"));
      assertThat(rig.get("/a", "Accept-Language: en").text()).isEqualTo("en");
    }
  }
}
