package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conditions of clients that are answered from what is stored.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.2
 */
@InEachTier
class ConditionsShouldTest {
  private final Tier tier;

  ConditionsShouldTest(Tier tier) {
    this.tier = tier;
  }

  private static void assertNotModified(Rig rig, Response answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(304);
    assertHit(answer);
    assertThat(rig.seen()).isEqualTo(1);
  }

  private Rig filled(String... lines) throws IOException {
    Rig rig = tier.answering(Origin.of("one", lines));
    Eventually.stored(rig, 1, "/a");
    return rig;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"1\"   | \"1\"",
        "\"1\"   | W/\"1\"",
        "\"1\"   | \"0\", \"1\"",
        "\"1\"   | \"0\",\"1\",\"2\"",
        "\"1\"   | W/\"0\" , W/\"1\"",
        "\"1\"   | , \"0\",, \"1\" ,",
        "\"1\"   | *",
        "W/\"1\" | \"1\"",
        "W/\"1\" | W/\"1\"",
        "W/\"1\" | \"2\", W/\"1\""
      })
  void aTagThatMatchesWeaklyGetsA304(String etag, String tags) throws IOException {
    try (Rig rig = filled("ETag: " + etag, HOUR)) {
      Response answer = rig.get("/a", "If-None-Match: " + tags);

      assertNotModified(rig, answer);
      assertThat(answer.headers("ETag")).containsExactly(etag);
    }
  }

  @Test
  void severalLinesAreOneList() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      assertNotModified(
          rig, rig.get("/a", "If-None-Match: \"0\"", "If-None-Match: W/\"2\", \"1\""));
    }
  }

  @Test
  void aStarMatchesWhatHasNoTag() throws IOException {
    try (Rig rig = filled(HOUR)) {
      assertNotModified(rig, rig.get("/a", "If-None-Match: *"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Tue, 15 Nov 1994 08:12:31 GMT",
        "Tue, 15 Nov 1994 08:12:32 GMT",
        "Fri, 01 Jan 2021 00:00:00 GMT",
        "Tuesday, 15-Nov-94 08:12:31 GMT",
        "Tue Nov 15 08:12:31 1994"
      })
  void aDateThatIsNotEarlierGetsA304(String since) throws IOException {
    try (Rig rig = filled(MODIFIED, HOUR)) {
      assertNotModified(rig, rig.get("/a", "If-Modified-Since: " + since));
    }
  }

  @Test
  void withoutALastModifiedTheDateIsTaken() throws IOException {
    String date = "Date: Tue, 15 Nov 2016 08:12:31 GMT";
    try (Rig rig = filled(date, "Cache-Control: max-age=2000000000")) {
      assertNotModified(rig, rig.get("/a", "If-Modified-Since: Tue, 15 Nov 2016 08:12:31 GMT"));
      assertThat(rig.get("/a", "If-Modified-Since: Tue, 15 Nov 2016 08:12:30 GMT").status())
          .isEqualTo(200);
    }
  }

  @Test
  void aHeadIsEvaluatedLikeAGet() throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      Response answer = rig.send("HEAD", "/a", "If-None-Match: \"1\"");

      assertNotModified(rig, answer);
      assertThat(rig.send("HEAD", "/a", "If-None-Match: \"2\"").status()).isEqualTo(200);
    }
  }

  /** 9110 15.4.5: no other metadata of the representation. */
  @Test
  void a304SaysNothingOfTheContent() throws IOException {
    try (Rig rig =
        filled(ETAG, HOUR, "Content-Type: text/plain", "Content-Language: en", MODIFIED)) {
      Response answer = rig.get("/a", "If-None-Match: \"1\"");

      assertNotModified(rig, answer);
      assertThat(answer.headers("Content-Type")).isEmpty();
      assertThat(answer.headers("Content-Language")).isEmpty();
      assertThat(answer.headers("Content-Length")).isEmpty();
    }
  }

  @Test
  void theVariantThatIsSelectedIsCompared() throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                Origin.of(
                        request.header("Accept-Language"),
                        "ETag: \"" + request.header("Accept-Language") + "\"",
                        "Vary: Accept-Language",
                        HOUR)
                    .apply(request))) {
      Eventually.stored(rig, 1, "/a", "Accept-Language: de");
      Eventually.stored(rig, 2, "/a", "Accept-Language: en");

      Response german = rig.get("/a", "Accept-Language: de", "If-None-Match: \"en\"");
      assertThat(german.status()).isEqualTo(200);
      assertThat(german.text()).isEqualTo("de");
      assertThat(rig.get("/a", "Accept-Language: en", "If-None-Match: \"en\"").status())
          .isEqualTo(304);
    }
  }
}
