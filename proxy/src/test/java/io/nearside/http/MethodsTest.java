package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodsTest {

  @ParameterizedTest
  @CsvSource({
    "GET, true, true",
    "HEAD, true, true",
    "OPTIONS, true, true",
    "TRACE, true, true",
    "PUT, false, true",
    "DELETE, false, true",
    "POST, false, false",
    "PATCH, false, false",
    "CONNECT, false, false",
    "PURGE, false, false",
    "get, false, false",
  })
  void methodsAreWhatTheyAreDefinedToBe(String method, boolean safe, boolean idempotent) {
    assertThat(Methods.isSafe(method)).isEqualTo(safe);
    assertThat(Methods.isUnsafe(method)).isEqualTo(!safe);
    assertThat(Methods.isIdempotent(method)).isEqualTo(idempotent);
  }
}
