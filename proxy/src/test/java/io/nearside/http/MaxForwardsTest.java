package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxForwardsTest {

  private static long of(String method, String value) {
    return MaxForwards.of(method, ListedFields.fields("Max-Forwards", value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE"})
  void limitsTheMethodsThatFollowTheWay(String method) {
    assertThat(of(method, "0")).isZero();
    assertThat(of(method, "7")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "options"})
  void limitsNoOtherMethod(String method) {
    assertThat(of(method, "0")).isEqualTo(MaxForwards.UNLIMITED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "many", "1, 2"})
  void isNoLimitWhereItIsNoNumber(String value) {
    assertThat(of("OPTIONS", value)).isEqualTo(MaxForwards.UNLIMITED);
  }

  @ParameterizedTest
  @CsvSource({"99999999999999999999, 1000000", "0000, 0"})
  void isReadInAnyLength(String value, long limit) {
    assertThat(of("OPTIONS", value)).isEqualTo(limit);
  }

  @Test
  void isNoLimitWhereItIsAbsent() {
    assertThat(MaxForwards.of("OPTIONS", ListedFields.fields())).isEqualTo(MaxForwards.UNLIMITED);
  }

  @Test
  void isClearWhereItIsOneNumberOrAbsent() {
    assertThat(MaxForwards.isClear(List.of())).isTrue();
    assertThat(MaxForwards.isClear(List.of("0"))).isTrue();
    assertThat(MaxForwards.isClear(List.of("99999999999999999999"))).isTrue();
    assertThat(MaxForwards.isClear(List.of("1", "1"))).isFalse();
    assertThat(MaxForwards.isClear(List.of("1, 1"))).isFalse();
    assertThat(MaxForwards.isClear(List.of("-1"))).isFalse();
    assertThat(MaxForwards.isClear(List.of(""))).isFalse();
  }
}
