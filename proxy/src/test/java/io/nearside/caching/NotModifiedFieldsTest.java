package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 15.4.5. */
class NotModifiedFieldsTest {

  @ParameterizedTest
  @ValueSource(strings = {"content-location", "date", "etag", "vary", "cache-control", "expires"})
  void whatA304MustHaveIsSent(String name) {
    assertThat(NotModifiedFields.isSent(name, true)).isTrue();
    assertThat(NotModifiedFields.isSent(name, false)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type",
        "content-length",
        "content-encoding",
        "content-language",
        "content-range"
      })
  void representationMetadataIsNot(String name) {
    assertThat(NotModifiedFields.isSent(name, true)).isFalse();
    assertThat(NotModifiedFields.isSent(name, false)).isFalse();
  }

  @Test
  void lastModifiedIsSentWhereThereIsNoEntityTag() {
    assertThat(NotModifiedFields.isSent("last-modified", false)).isTrue();
    assertThat(NotModifiedFields.isSent("last-modified", true)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"via", "x-any", "set-cookie", "access-control-allow-origin", "link"})
  void otherFieldsAreSent(String name) {
    assertThat(NotModifiedFields.isSent(name, true)).isTrue();
  }
}
