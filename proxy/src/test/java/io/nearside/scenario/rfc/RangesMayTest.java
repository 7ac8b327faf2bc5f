package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.scenario.rfc.Multipart.Part;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a server may ignore a range: what it sends is right all the same, and bounded.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-14.2,
 * https://www.rfc-editor.org/rfc/rfc9110#section-17.15
 */
@InEachTier
class RangesMayTest {
  private static final String BODY = Origin.letters(1000);

  private final Tier tier;

  RangesMayTest(Tier tier) {
    this.tier = tier;
  }

  private Rig filled(String body) throws IOException {
    Rig rig = tier.answering(Origin.of(body, ETAG, HOUR, "Content-Type: text/plain"));
    Eventually.stored(rig, 1, "/a");
    return rig;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=9-8",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=--1",
        "bytes=0-1,9-8",
        "bytes=0-1,x",
        "bytes 0-1",
        "bytes=0 - 1",
        "bytes=+1-2",
        "bytes=0x1-0x2",
        "0-1",
        "\"bytes=0-1\""
      })
  void anInvalidRangeIsIgnored(String range) throws IOException {
    try (Rig rig = filled(BODY)) {
      Response answer = rig.get("/a", "Range: " + range);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo(BODY);
    }
  }

  @Test
  void twoRangeLinesNeverGiveWrongBytes() throws IOException {
    try (Rig rig = filled(BODY)) {
      Response answer = rig.get("/a", "Range: bytes=0-1", "Range: bytes=4-5");

      assertRight(answer);
    }
  }

  private static void assertRight(Response answer) {
    if (answer.status() == 200) {
      assertThat(answer.text()).isEqualTo(BODY);
      return;
    }
    if (answer.status() == 416) {
      assertThat(answer.headers("Content-Range")).containsExactly("bytes */1000");
      return;
    }
    assertThat(answer.status()).isEqualTo(206);
    if (answer.header("Content-Range") != null) {
      assertContent(new Part(answer.header("Content-Range"), null, answer.text()));
    } else {
      assertThat(Multipart.parts(answer)).isNotEmpty().allSatisfy(RangesMayTest::assertContent);
    }
  }

  private static void assertContent(Part part) {
    assertThat(part.contentRange()).matches("bytes \\d+-\\d+/1000");
    String[] positions = part.contentRange().substring(6).split("[-/]");
    assertThat(part.content())
        .isEqualTo(
            BODY.substring(Integer.parseInt(positions[0]), Integer.parseInt(positions[1]) + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-,0-,0-,0-,0-,0-,0-,0-,0-,0-",
        "-1000,-1000,-1000",
        "0-999,0-998,0-997,0-996,0-995",
        "5-,4-,3-,2-,1-,0-",
        "0-0,2-2,4-4,6-6,8-8",
        "500-600,601-999",
        "500-700,601-999",
        "0-0,-1",
        "0-0,0-0"
      })
  void overlappingRangesAreRightAndNotMuchMoreThanTheWhole(String ranges) throws IOException {
    try (Rig rig = filled(BODY)) {
      Response answer = rig.get("/a", "Range: bytes=" + ranges);

      assertRight(answer);
      assertThat(answer.body().length).isLessThan(2500);
    }
  }

  @Test
  void thousandsOfRangesDoNotMultiplyTheBody() throws IOException {
    String ranges =
        IntStream.range(0, 1000).mapToObj(i -> i + "-").collect(Collectors.joining(","));
    try (Rig rig = filled(BODY)) {
      Response answer = rig.get("/a", "Range: bytes=" + ranges);

      assertRight(answer);
      assertThat(answer.body().length).isLessThan(10_000);
    }
  }

  @Test
  void manySmallRangesDoNotMultiplyTheBody() throws IOException {
    String ranges =
        IntStream.range(0, 499)
            .mapToObj(i -> (998 - 2 * i) + "-" + (998 - 2 * i))
            .collect(Collectors.joining(","));
    try (Rig rig = filled(BODY)) {
      Response answer = rig.get("/a", "Range: bytes=" + ranges);

      assertRight(answer);
      assertThat(answer.body().length).isLessThan(10_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-", "0-0", "-1", "5-"})
  void anEmptyBodyHasNoPartThatIsWrong(String range) throws IOException {
    try (Rig rig = filled("")) {
      Response answer = rig.get("/a", "Range: bytes=" + range);

      assertThat(answer.status()).isIn(200, 416);
      if (answer.status() == 416) {
        assertThat(answer.headers("Content-Range")).containsExactly("bytes */0");
      } else {
        assertThat(answer.text()).isEmpty();
      }
    }
  }
}
