package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurgeSendersTest {
  private final PurgeSenders senders =
      new PurgeSenders(
          new AddressRanges(List.of("192.0.2.0/24", "2001:db8::/32", "10.0.0.9")),
          new AddressRanges(List.of("10.0.0.0/8")));

  private static final ClientOrigin NOBODY = new ClientOrigin(null, false, false, false, null);

  private static ClientOrigin from(String peer) {
    return new ClientOrigin(new InetSocketAddress(peer, 1234), false, false, false, null);
  }

  private boolean may(String peer, String... forwardedFor) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : forwardedFor) {
      headers.add("X-Forwarded-For", line);
    }
    return senders.may(from(peer), headers);
  }

  @Test
  void thePeersAddressCounts() {
    assertThat(may("192.0.2.1")).isTrue();
    assertThat(may("2001:db8::5")).isTrue();
    assertThat(may("198.51.100.1")).isFalse();
  }

  @Test
  void whatSomebodySaysOfOthersDoesNotCount() {
    assertThat(may("198.51.100.1", "192.0.2.1")).isFalse();
    assertThat(may("192.0.2.1", "198.51.100.1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1                           | true",
        "192.0.2.1:5555                      | true",
        "[2001:db8::1]:80                    | true",
        "2001:db8::1                         | true",
        "192.0.2.1, 198.51.100.1             | false",
        "198.51.100.1, 192.0.2.1             | true",
        "192.0.2.1, 10.0.0.2, 10.0.0.3       | true",
        "198.51.100.1, 10.0.0.2              | false",
        "10.0.0.9, 10.0.0.3                  | true",
        "10.0.0.3, 10.0.0.9                  | false",
        "unknown                             | false",
        "192.0.2.1, unknown                  | false",
        "''                                  | false",
        "192.0.2.1,                          | false",
        "localhost                           | false",
      })
  void aTrustedProxyNamesTheClient(String line, boolean may) {
    assertThat(may("10.0.0.1", line)).isEqualTo(may);
  }

  @Test
  void theLastOfSeveralLinesIsTheNearest() {
    assertThat(may("10.0.0.1", "192.0.2.1", "198.51.100.1")).isFalse();
    assertThat(may("10.0.0.1", "198.51.100.1", "192.0.2.1")).isTrue();
  }

  @Test
  void aTrustedProxyThatSpeaksForNobodyIsItself() {
    assertThat(may("10.0.0.9")).isTrue();
    assertThat(may("10.0.0.1")).isFalse();
  }

  @Test
  void aTrustedProxyWhoseWordIsNotReadIsNobody() {
    HttpHeaders headers = new DefaultHttpHeaders().add("Forwarded", "for=198.51.100.1");
    assertThat(senders.may(from("10.0.0.9"), headers)).isFalse();
  }

  @Test
  void nobodyMayWhereNobodyIsNamed() {
    PurgeSenders none =
        new PurgeSenders(new AddressRanges(List.of()), new AddressRanges(List.of()));
    HttpHeaders headers = new DefaultHttpHeaders();
    assertThat(none.may(from("127.0.0.1"), headers)).isFalse();
    assertThat(senders.may(NOBODY, headers)).isFalse();
  }

  @Test
  void aUnixDomainSocketIsOneOfThoseWhoMayOnlyWhereItIsNamed() {
    AddressRanges unix = new AddressRanges(List.of("unix:"));
    AddressRanges nobody = new AddressRanges(List.of());
    HttpHeaders none = new DefaultHttpHeaders();
    ClientOrigin fromUnix = ClientOrigin.ofUnix(nobody);

    assertThat(new PurgeSenders(unix, nobody).may(fromUnix, none)).isTrue();
    assertThat(senders.may(fromUnix, none)).isFalse();
    assertThat(new PurgeSenders(unix, nobody).may(NOBODY, none)).isFalse();
    assertThat(new PurgeSenders(unix, nobody).may(from("192.0.2.1"), none)).isFalse();
  }

  @Test
  void aTrustedProxyOverAUnixDomainSocketNamesTheClient() {
    AddressRanges unix = new AddressRanges(List.of("unix:"));
    PurgeSenders senders =
        new PurgeSenders(new AddressRanges(List.of("192.0.2.0/24", "unix:")), unix);
    ClientOrigin proxy = ClientOrigin.ofUnix(unix);
    HttpHeaders headers = new DefaultHttpHeaders();

    assertThat(senders.may(proxy, headers)).isTrue();
    assertThat(senders.may(proxy, headers.set("X-Forwarded-For", "192.0.2.1"))).isTrue();
    assertThat(senders.may(proxy, headers.set("X-Forwarded-For", "198.51.100.1"))).isFalse();
    assertThat(senders.may(proxy, headers.set("X-Forwarded-For", "unix:"))).isFalse();
  }
}
