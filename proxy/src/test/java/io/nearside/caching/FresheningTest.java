package io.nearside.caching;

import static io.nearside.caching.Freshening.HeadVerdict.DIFFERENT;
import static io.nearside.caching.Freshening.HeadVerdict.SAME;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import io.nearside.http.HttpDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 sections 4.3.4 and 4.3.5. */
class FresheningTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";

  private record Stored(@Nullable String entityTag, long lastModifiedMillis)
      implements Representation {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public long dateMillis() {
      return HttpDate.INVALID;
    }

    @Override
    public long completeLength() {
      return 10;
    }
  }

  private static Stored stored(@Nullable String entityTag, @Nullable String lastModified) {
    return new Stored(
        entityTag, lastModified == null ? HttpDate.INVALID : HttpDate.parse(lastModified));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "\"a\",   \"a\",   true",
        "\"a\",   \"b\",   false",
        "\"a\",   \"A\",   false",
        "W/\"a\", \"a\",   false",
        "\"a\",   W/\"a\", true",
        "W/\"a\", W/\"a\", true",
        "W/\"a\", W/\"b\", false",
        ",          \"a\",   false",
        ",          W/\"a\", false",
        "\"a\",   a,         false",
        ",          a,         true",
      })
  void theEntityTagDecides(@Nullable String kept, String received, boolean validates) {
    assertThat(Freshening.validates(stored(kept, null), fields("ETag", received)))
        .isEqualTo(validates);
  }

  @Test
  void entityTagsThatContradictEachOtherUpdateNothing() {
    Fields two = fields("ETag", "\"a\"", "ETag", "\"b\"");
    assertThat(Freshening.validates(stored("\"a\"", null), two)).isFalse();
  }

  @Test
  void anotherLastModifiedUpdatesNothingUnlessAStrongTagMatches() {
    Stored kept = stored("\"a\"", DATE);
    assertThat(Freshening.validates(kept, fields("Last-Modified", DATE))).isTrue();
    assertThat(Freshening.validates(kept, fields("Last-Modified", LATER))).isFalse();
    assertThat(Freshening.validates(kept, fields("ETag", "W/\"a\"", "Last-Modified", LATER)))
        .isFalse();
    assertThat(Freshening.validates(kept, fields("ETag", "\"a\"", "Last-Modified", LATER)))
        .isTrue();
    assertThat(Freshening.validates(stored(null, null), fields("Last-Modified", DATE))).isFalse();
  }

  @Test
  void withoutValidatorsTheOneThatWasAskedForIsMeant() {
    assertThat(Freshening.validates(stored("\"a\"", DATE), fields("A", "b"))).isTrue();
    assertThat(Freshening.validates(stored(null, DATE), fields("Last-Modified", "x"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "ETag,           \"a\",   SAME",
        "ETag,           \"b\",   DIFFERENT",
        "ETag,           W/\"a\", DIFFERENT",
        "ETag,           a,         DIFFERENT",
        "Content-Length, 10,        SAME",
        "Content-Length, 11,        DIFFERENT",
        "Content-Length, x,         DIFFERENT",
        "Unknown,        x,         SAME",
      })
  void aHeadAnswerIsComparedWithWhatIsStored(
      String name, String value, Freshening.HeadVerdict verdict) {
    assertThat(Freshening.head(stored("\"a\"", DATE), 10, fields(name, value))).isEqualTo(verdict);
  }

  @Test
  void everyValidatorOfAHeadAnswerMustMatch() {
    Stored kept = stored("\"a\"", DATE);
    assertThat(Freshening.head(kept, 10, fields("ETag", "\"a\"", "Last-Modified", DATE)))
        .isEqualTo(SAME);
    assertThat(Freshening.head(kept, 10, fields("ETag", "\"a\"", "Last-Modified", LATER)))
        .isEqualTo(DIFFERENT);
    assertThat(Freshening.head(stored(null, null), 10, fields("Last-Modified", DATE)))
        .isEqualTo(DIFFERENT);
    assertThat(Freshening.head(stored(null, null), -1, fields("Content-Length", "10")))
        .isEqualTo(DIFFERENT);
  }
}
