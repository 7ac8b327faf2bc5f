package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 14.4. */
class ContentRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes 0-499/1234, 0, 499, 1234",
    "bytes 734-1233/1234, 734, 1233, 1234",
    "BYTES 0-0/1, 0, 0, 1",
    "bytes 42-1233/*, 42, 1233, -1",
    "bytes 007-008/0009, 7, 8, 9",
    "bytes 9223372036854775805-9223372036854775806/*, 9223372036854775805, 9223372036854775806, -1",
  })
  void readsARange(String text, long first, long last, long completeLength) {
    assertThat(ContentRange.parse(text))
        .isEqualTo(new ContentRange(new ByteRange(first, last), completeLength));
  }

  @Test
  void readsThatNothingIsThere() {
    assertThat(ContentRange.parse("bytes */1234")).isEqualTo(ContentRange.unsatisfied(1234));
    assertThat(ContentRange.parse("bytes */0")).isEqualTo(ContentRange.unsatisfied(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes ",
        "bytes /",
        "bytes */",
        "bytes */*",
        "bytes *",
        "bytes 0-499",
        "bytes 0-499/",
        "bytes 0-499/**",
        "bytes 0-/500",
        "bytes -499/500",
        "bytes 5-4/500",
        "bytes 0-500/500",
        "bytes 0-501/500",
        "bytes=0-499/500",
        "bytes  0-499/500",
        "bytes 0 - 499/500",
        "bytes 0-499 /500",
        "bytes 0-499/500 ",
        "bytes +0-499/500",
        "bytes 0--1/500",
        "bytes 0-1-2/500",
        "bytes 0-1/5/6",
        "items 0-499/500",
        "bytes 0-1/9223372036854775808",
        "bytes 0-99999999999999999999/*",
        "bytes 18446744073709551616-18446744073709551617/*",
      })
  void refusesEverythingElse(String text) {
    assertThat(ContentRange.parse(text)).isNull();
  }

  @Test
  void noFieldIsNoRange() {
    assertThat(ContentRange.parse(null)).isNull();
  }

  @Test
  void writesWhatTheSectionShows() {
    assertThat(new ContentRange(new ByteRange(42, 1233), 1234)).hasToString("bytes 42-1233/1234");
    assertThat(new ContentRange(new ByteRange(42, 1233), ContentRange.UNKNOWN))
        .hasToString("bytes 42-1233/*");
    assertThat(ContentRange.unsatisfied(1234)).hasToString("bytes */1234");
  }

  @Test
  void cannotSayWhatIsInvalid() {
    ByteRange range = new ByteRange(0, 9);
    assertThatIllegalArgumentException().isThrownBy(() -> new ContentRange(range, 9));
    assertThatIllegalArgumentException().isThrownBy(() -> new ContentRange(range, -2));
    assertThatIllegalArgumentException().isThrownBy(() -> ContentRange.unsatisfied(-1));
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(52);
    String[] seeds = {"bytes 0-499/1234", "bytes */1234", "bytes 42-1233/*"};
    for (int i = 0; i < 100_000; i++) {
      String text = Mutations.of(seeds[i % seeds.length], random);
      ContentRange read = ContentRange.parse(text);
      if (read != null) {
        assertThat(ContentRange.parse(read.toString())).as(text).isEqualTo(read);
      }
    }
  }
}
