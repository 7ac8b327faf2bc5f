package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must not be combined: RFC 9111 section 3.4 and RFC 9110 section 14.4. */
class CombiningMustTest {
  private static SelectedRepresentation stored(String entityTag) {
    return SelectedRepresentation.PLAIN.entityTag(entityTag);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "\"a\",   \"a\",   true",
        "\"a\",   \"b\",   false",
        "W/\"a\", W/\"a\", false",
        "\"a\",   W/\"a\", false",
        "W/\"a\", \"a\",   false"
      })
  void theStrongEntityTagsMustBeTheSame(String kept, String received, boolean combines) {
    assertThat(PartialContent.mayCombine(stored(kept), fields("ETag", received)))
        .isEqualTo(combines);
  }

  @Test
  void withoutAnEntityTagNothingIsCombined() {
    assertThat(PartialContent.mayCombine(stored(null), fields())).isFalse();
    assertThat(PartialContent.mayCombine(stored("\"a\""), fields())).isFalse();
  }

  @Test
  void aContentRangeOfSeveralLinesIsInvalid() {
    assertThat(
            PartialContent.mayCombine(
                stored("\"a\""),
                fields(
                    "ETag", "\"a\"",
                    "Content-Range", "bytes 5-9/10",
                    "Content-Range", "bytes 0-4/10")))
        .isFalse();
  }
}
