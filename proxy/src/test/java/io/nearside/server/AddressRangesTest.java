package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

  private static InetSocketAddress address(String literal) {
    return new InetSocketAddress(literal, 1234);
  }

  @Test
  void nobodyIsTrustedByDefault() {
    assertThat(new AddressRanges(List.of()).contains(address("127.0.0.1"))).isFalse();
  }

  @Test
  void aSingleAddressIsItself() {
    AddressRanges trusted = new AddressRanges(List.of("192.0.2.1", "2001:db8::1"));
    assertThat(trusted.contains(address("192.0.2.1"))).isTrue();
    assertThat(trusted.contains(address("192.0.2.2"))).isFalse();
    assertThat(trusted.contains(address("2001:db8::1"))).isTrue();
    assertThat(trusted.contains(address("2001:db8::2"))).isFalse();
  }

  @Test
  void aRangeIsAllThatBeginsWithIt() {
    AddressRanges trusted = new AddressRanges(List.of("10.1.0.0/16", "2001:db8::/32"));
    assertThat(trusted.contains(address("10.1.255.255"))).isTrue();
    assertThat(trusted.contains(address("10.2.0.0"))).isFalse();
    assertThat(trusted.contains(address("2001:db8:ffff::"))).isTrue();
    assertThat(trusted.contains(address("2001:db9::"))).isFalse();
    assertThat(trusted.contains(address("::1"))).isFalse();
  }

  @Test
  void everybodyCanBeTrusted() {
    AddressRanges trusted = new AddressRanges(List.of("0.0.0.0/0"));
    assertThat(trusted.contains(address("203.0.113.9"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "10.0.0", "", "/8", "10.0.0.0/x"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new AddressRanges(List.of(text)));
  }
}
