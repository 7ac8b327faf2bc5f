package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.MODIFIED;
import static io.nearside.scenario.rfc.Origin.MODIFIED_AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.scenario.rfc.Multipart.Part;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranges of responses that are stored whole.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.2
 */
@InEachTier
class RangesShouldTest {
  private static final String BODY = Origin.letters(1000);
  private static final String TEXT = "Content-Type: text/plain";

  private final Tier tier;

  RangesShouldTest(Tier tier) {
    this.tier = tier;
  }

  private Rig filled(String... lines) throws IOException {
    Rig rig = tier.answering(Origin.of(BODY, lines));
    Eventually.stored(rig, 1, "/a");
    return rig;
  }

  private static void assertPart(Response answer, int first, int last) {
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.headers("Content-Range"))
        .containsExactly("bytes " + first + "-" + last + "/1000");
    assertThat(answer.headers("Content-Length"))
        .containsExactly(Integer.toString(last - first + 1));
    assertThat(answer.text()).isEqualTo(BODY.substring(first, last + 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0-0, 0, 0",
    "0-499, 0, 499",
    "500-999, 500, 999",
    "999-999, 999, 999",
    "0-, 0, 999",
    "990-, 990, 999",
    "-1, 999, 999",
    "-500, 500, 999",
    "-1000, 0, 999",
    "-5000, 0, 999",
    "900-1000, 900, 999",
    "0-99999, 0, 999",
    "00010-0019, 10, 19"
  })
  void aRangeIsAnsweredWithItsPart(String range, int first, int last) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      Response answer = rig.get("/a", "Range: bytes=" + range);

      assertHit(answer);
      assertPart(answer, first, last);
    }
  }

  /** 9110 14.1: units have no case. */
  @ParameterizedTest
  @ValueSource(strings = {"bytes=1-2", "BYTES=1-2", "Bytes=1-2"})
  void theUnitHasNoCase(String range) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      assertPart(rig.get("/a", "Range: " + range), 1, 2);
    }
  }

  @Test
  void aResponseWithoutAValidatorHasRangesToo() throws IOException {
    try (Rig rig = filled(HOUR)) {
      assertPart(rig.get("/a", "Range: bytes=1-2"), 1, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000-", "1000-1000", "5000-6000", "-0", "1000-, 2000-"})
  void whatLiesBeyondTheEndIsA416(String range) throws IOException {
    try (Rig rig = filled(ETAG, HOUR)) {
      Response answer = rig.get("/a", "Range: bytes=" + range);

      assertThat(answer.status()).isEqualTo(416);
      assertThat(answer.headers("Content-Range")).containsExactly("bytes */1000");
      assertThat(answer.text()).doesNotContain(BODY.substring(0, 26));
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  // Several ranges

  @Test
  void severalRangesAreAMultipartAnswer() throws IOException {
    try (Rig rig = filled(ETAG, HOUR, TEXT)) {
      Response answer = rig.get("/a", "Range: bytes=0-1, 500-509, -3");

      assertHit(answer);
      assertThat(answer.headers("Content-Length")).hasSize(1);
      assertThat(answer.headers("ETag")).containsExactly("\"1\"");
      assertThat(Multipart.parts(answer))
          .containsExactly(
              new Part("bytes 0-1/1000", "text/plain", BODY.substring(0, 2)),
              new Part("bytes 500-509/1000", "text/plain", BODY.substring(500, 510)),
              new Part("bytes 997-999/1000", "text/plain", BODY.substring(997)));
    }
  }

  /** 15.3.7.2 */
  @Test
  void partsComeInTheOrderInWhichTheyWereAskedFor() throws IOException {
    try (Rig rig = filled(ETAG, HOUR, TEXT)) {
      List<Part> parts = Multipart.parts(rig.get("/a", "Range: bytes=500-509,0-1"));

      assertThat(parts)
          .extracting(Part::contentRange)
          .containsExactly("bytes 500-509/1000", "bytes 0-1/1000");
    }
  }

  @Test
  void aRangeThatCannotBeSatisfiedIsLeftOut() throws IOException {
    try (Rig rig = filled(ETAG, HOUR, TEXT)) {
      Response answer = rig.get("/a", "Range: bytes=0-1,5000-6000,10-11");

      assertThat(Multipart.parts(answer))
          .extracting(Part::content)
          .containsExactly(BODY.substring(0, 2), BODY.substring(10, 12));
    }
  }

  @Test
  void oneThatIsLeftOfSeveralIsThatPart() throws IOException {
    try (Rig rig = filled(ETAG, HOUR, TEXT)) {
      Response answer = rig.get("/a", "Range: bytes=5000-6000,10-11");

      assertThat(answer.status()).isEqualTo(206);
      if (answer.header("Content-Range") != null) {
        assertPart(answer, 10, 11);
      } else {
        assertThat(Multipart.parts(answer))
            .extracting(Part::contentRange)
            .containsExactly("bytes 10-11/1000");
      }
    }
  }

  // If-Range

  @Test
  void aMatchingIfRangeGetsThePart() throws IOException {
    try (Rig rig = filled(ETAG, MODIFIED, HOUR)) {
      assertPart(rig.get("/a", "Range: bytes=0-9", "If-Range: \"1\""), 0, 9);
      assertPart(rig.get("/a", "Range: bytes=0-9", "If-Range: " + MODIFIED_AT), 0, 9);
    }
  }

  // Large bodies

  @Test
  void aRangeOfFiveMebibytes() throws IOException {
    String large = Origin.letters(5 << 20);
    try (Rig rig = tier.answering(Origin.of(large, ETAG, HOUR), "redis.max-object-size = 8M")) {
      Eventually.stored(rig, 1, "/a");
      Response middle = rig.get("/a", "Range: bytes=1000000-4999999");
      assertHit(middle);
      assertThat(middle.status()).isEqualTo(206);
      assertThat(middle.headers("Content-Length")).containsExactly("4000000");
      assertThat(middle.text().equals(large.substring(1_000_000, 5_000_000))).isTrue();
      List<Part> parts = Multipart.parts(rig.get("/a", "Range: bytes=0-99999,3000000-4999999"));
      assertThat(parts.get(1).content().equals(large.substring(3_000_000, 5_000_000))).isTrue();
      assertThat(rig.get("/a").text().equals(large)).isTrue();
      assertThat(rig.seen()).isEqualTo(1);
    }
  }

  // While another client's request fills the cache

  @Test
  void aRangeOfWhatIsBeingFilledGetsItsPart() throws IOException {
    Gate rest = new Gate("the rest of the body");
    try (Rig rig = tier.serving(connection -> inTwoParts(connection, rest))) {
      RawClient filling = rig.client().request("GET", "/a");
      Response first = filling.readHead(false);
      RawClient other = rig.client().request("GET", "/a", "Range: bytes=600-609");
      RawClient early = rig.client().request("GET", "/a", "Range: bytes=10-19");
      rest.open();

      assertThat(first.text()).isEqualTo(BODY);
      assertPartOrWhole(other.readResponse(), 600, 609);
      assertPartOrWhole(early.readResponse(), 10, 19);
      Tier.awaitStored(rig);
      assertPart(rig.get("/a", "Range: bytes=600-609"), 600, 609);
    }
  }

  /** 14.2: who answers may ignore a range, but never get it wrong. */
  private static void assertPartOrWhole(Response answer, int first, int last) {
    if (answer.status() == 206) {
      assertPart(answer, first, last);
    } else {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(BODY);
    }
  }

  private static void inTwoParts(Connection connection, Gate rest) throws IOException {
    Origin origin = Origin.of(BODY, ETAG, HOUR);
    for (var next = connection.readRequest(); next != null; next = connection.readRequest()) {
      String answer = origin.apply(next);
      int half = answer.indexOf("\r\n\r\n") + 4 + 500;
      if (answer.length() < half || rest.isOpen()) {
        connection.write(answer);
        continue;
      }
      connection.write(answer.substring(0, half));
      rest.await();
      connection.write(answer.substring(half));
    }
  }
}
