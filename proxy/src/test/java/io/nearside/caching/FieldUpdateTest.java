package io.nearside.caching;

import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111 section 3.2. */
class FieldUpdateTest {
  private static List<String> update(Fields stored, Fields fresh) {
    return FieldUpdate.update(stored, fresh).stream()
        .map(line -> line.getKey() + "=" + line.getValue())
        .toList();
  }

  @Test
  void aFieldReplacesAllLinesOfItsName() {
    assertThat(update(fields("A", "1", "B", "2", "a", "3"), fields("a", "4", "C", "5", "A", "6")))
        .containsExactly("B=2", "a=4", "C=5", "A=6");
  }

  @Test
  void whatTheAnswerDoesNotNameStays() {
    assertThat(update(fields("A", "1", "B", "2"), fields())).containsExactly("A=1", "B=2");
    assertThat(FieldUpdate.update(fields("A", "1"), fields("A", ""))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "content-length", "Content-Range", "Age"})
  void whatTheStoredBodyDependsOnStays(String name) {
    assertThat(update(fields(name, "1"), fields(name, "2"))).containsExactly(name + "=1");
    assertThat(update(fields(), fields(name, "2"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authentication-Info",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade"
      })
  void whatIsNotStoredIsNotAdded(String name) {
    assertThat(update(fields("A", "1"), fields(name, "2"))).containsExactly("A=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "Content-Encoding",
        "Content-Foo",
        "Content-Location",
        "ETag",
        "Via",
        "Date",
        "Set-Cookie",
        "Vary",
        "Expires",
        "Cache-Control",
        "Unknown"
      })
  void allOthersAreUpdated(String name) {
    assertThat(update(fields(name, "1"), fields(name, "2"))).containsExactly(name + "=2");
  }
}
