package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2 */
class WeightTest {
  @ParameterizedTest
  @ValueSource(strings = {"a;q=0", "a ; Q=0.", "a; q=0.000", "a;b=c;q=0.0"})
  void zeroMeansNotAcceptable(String member) {
    assertThat(Weight.isZero(member)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a;", "a;q=1", "a;q=0.001", "a;q=", "a;q", "q=0", "a;eq=0", "a;q=x"})
  void anythingElseIs(String member) {
    assertThat(Weight.isZero(member)).isFalse();
  }
}
