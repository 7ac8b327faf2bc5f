package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.server.ConnectionCounts.Admission;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionCountsTest {
  private static ConnectionCounts counts(int all, int perAddress) {
    return new ConnectionCounts(new ServerLimits(all, perAddress, 1, 1, 1, 0));
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void oneMoreThanAllIsTooMany() throws Exception {
    ConnectionCounts counts = counts(2, ServerLimits.ANY);
    assertThat(counts.admit(address(1))).isEqualTo(Admission.ADMITTED);
    assertThat(counts.admit(null)).isEqualTo(Admission.ADMITTED);
    assertThat(counts.admit(address(2))).isEqualTo(Admission.TOO_MANY);
    counts.left(address(1));
    assertThat(counts.admit(address(2))).isEqualTo(Admission.ADMITTED);
  }

  @Test
  void oneMoreOfAnAddressIsTooManyOfIt() throws Exception {
    ConnectionCounts counts = counts(100, 1);
    assertThat(counts.admit(address(1))).isEqualTo(Admission.ADMITTED);
    assertThat(counts.admit(address(1))).isEqualTo(Admission.TOO_MANY_OF_ADDRESS);
    assertThat(counts.admit(address(2))).isEqualTo(Admission.ADMITTED);
    assertThat(counts.admit(null)).isEqualTo(Admission.ADMITTED);
    assertThat(counts.admit(null)).isEqualTo(Admission.ADMITTED);
  }

  @Test
  void nothingIsRememberedOfAddressesThatAreGone() throws Exception {
    ConnectionCounts counts = counts(100, 2);
    for (int i = 0; i < 5; i++) {
      counts.admit(address(i));
      counts.admit(address(i));
      counts.admit(address(i));
    }
    assertThat(counts.addresses()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      counts.left(address(i));
      counts.left(address(i));
    }
    assertThat(counts.addresses()).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(counts.admit(null)).isEqualTo(Admission.ADMITTED);
    }
    assertThat(counts.admit(null)).isEqualTo(Admission.TOO_MANY);
  }
}
