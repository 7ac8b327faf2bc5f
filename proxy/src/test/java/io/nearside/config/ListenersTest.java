package io.nearside.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.server.ListenerConfig;
import io.nearside.server.ServerLimits;
import io.nearside.wire.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ListenersTest {
  private static final String LISTEN = "HOST:PORT, :PORT or [IPV6]:PORT, e.g. 0.0.0.0:8080";
  private static final String RANGE = "an address or CIDR, e.g. 10.0.0.0/8 or ::1";

  @TempDir private Path directory;

  private List<ListenerConfig> listeners(String... lines) throws InvalidConfig {
    return load(ConfigText.UPSTREAM, lines);
  }

  private List<ListenerConfig> load(Overrides overrides, String... lines) throws InvalidConfig {
    return ConfigText.of(directory, "nearside {", String.join("\n", lines), "}")
        .load(overrides)
        .settings()
        .server()
        .listeners();
  }

  @Test
  void oneAddressIsOneListener() throws InvalidConfig {
    assertThat(listeners("listen = \":1\""))
        .extracting(ListenerConfig::address)
        .containsExactly(new Address.Inet("0.0.0.0", 1));
    assertThat(listeners("listen = \"unix:/run/a b.sock\""))
        .extracting(ListenerConfig::address)
        .containsExactly(new Address.Unix("/run/a b.sock"));
  }

  @Test
  void aListHoldsAddressesAndBlocks() throws InvalidConfig {
    assertThat(listeners("listen = [ \"[::1]:80\", \"unix:/a\", { address = \"b:0\" }, \"b:0\" ]"))
        .extracting(listener -> listener.address().toString())
        .containsExactly("[::1]:80", "unix:/a", "b:0", "b:0");
  }

  @Test
  void whatABlockDoesNotSayHoldsForAll() throws InvalidConfig {
    List<ListenerConfig> listeners =
        listeners(
            "timeouts { header = 1s, idle = 2s }",
            "limits.connections = 7",
            "trusted-proxies = [10.0.0.1]",
            "purge.allow = [\"unix:\"]",
            "listen = [",
            "  \":1\"",
            "  { address = \"unix:/a\", mode = \"0660\", proxy-protocol = [10.0.0.0/8, \"unix:\"]",
            "    timeouts.idle = 3s, timeouts.total = 4s, limits { header-count = 9 }",
            "    trusted-proxies = [\"unix:\"], purge.allow = [] }",
            "]");
    ListenerConfig plain = listeners.get(0);
    ListenerConfig own = listeners.get(1);

    assertThat(plain.headerTimeoutMillis()).isEqualTo(own.headerTimeoutMillis()).isEqualTo(1000);
    assertThat(plain.idleTimeoutMillis()).isEqualTo(2000);
    assertThat(own.idleTimeoutMillis()).isEqualTo(3000);
    assertThat(own.totalTimeoutMillis()).isEqualTo(4000);
    assertThat(plain.limits()).isEqualTo(limits(128));
    assertThat(own.limits()).isEqualTo(limits(9));
    assertThat(plain.trustedProxies()).containsExactly("10.0.0.1");
    assertThat(own.trustedProxies()).containsExactly("unix:");
    assertThat(plain.purgeAllowed()).containsExactly("unix:");
    assertThat(own.purgeAllowed()).isEmpty();
    assertThat(plain.proxyProtocolFrom()).isEmpty();
    assertThat(own.proxyProtocolFrom()).containsExactly("10.0.0.0/8", "unix:");
    assertThat(plain.socketMode()).isNull();
    assertThat(own.socketMode()).isEqualTo("0660");
  }

  private static ServerLimits limits(int headerCount) {
    return new ServerLimits(7, ServerLimits.ANY, 16 << 10, 32 << 10, headerCount, 240);
  }

  @Test
  void theFlagStandsInThePlaceOfTheWholeList() throws InvalidConfig {
    Overrides flag = new Overrides("unix:/c", "http://a", null, null);
    List<ListenerConfig> listeners =
        load(
            flag,
            "timeouts.idle = 5s",
            "listen = [ \":1\", { address = \":2\", timeouts.idle = 6s } ]");

    assertThat(listeners)
        .singleElement()
        .satisfies(
            listener -> {
              assertThat(listener.address()).isEqualTo(new Address.Unix("/c"));
              assertThat(listener.idleTimeoutMillis()).isEqualTo(5000);
            });
  }

  static Stream<Arguments> errors() {
    String tooLong = "unix:/" + "x".repeat(107);
    String longDirectory = "unix:/" + "x".repeat(100) + "/s";
    return Stream.of(
            List.of("listen = []", "listen = []: empty; accepted: at least one address"),
            List.of(
                "listen { address = \":1\" }",
                "listen = { ... }: a block; accepted: " + LISTEN + ", or unix:/PATH"),
            List.of("listen = [ 80 ]", "listen[0] = 80: not HOST:PORT; accepted: " + LISTEN),
            List.of(
                "listen = [ [] ]",
                "listen[0] = []: a list; accepted: " + LISTEN + ", or unix:/PATH"),
            List.of(
                "listen = [ { mode = null } ]",
                "listen[0].address: missing; accepted: " + LISTEN + ", or unix:/PATH"),
            List.of(
                "listen = [ { address = \"unix:a\" } ]",
                "listen[0].address = \"unix:a\": not the absolute path of a socket; accepted: e.g."
                    + " unix:/run/nearside.sock"),
            List.of(
                "listen = \"" + tooLong + "\"",
                "listen = \""
                    + tooLong
                    + "\": a path of 108 bytes; accepted: at most 107, as the"
                    + " kernel says"),
            List.of(
                "listen = \"/run/a.sock\"",
                "listen = \"/run/a.sock\": not an address; accepted: "
                    + LISTEN
                    + ", or unix:/PATH"),
            List.of(
                "listen = [ { address = \":1\", mode = \"0660\" } ]",
                "listen[0].mode = \"0660\": only a Unix domain socket has any; accepted: null"),
            List.of(
                "listen = [ { address = \"unix:/a\", mode = \"0888\" } ]",
                "listen[0].mode = \"0888\": not permissions; accepted: three octal digits, e.g."
                    + " \"0660\""),
            List.of(
                "listen = [ { address = \"" + longDirectory + "\", mode = \"600\" } ]",
                "listen[0].mode = \"600\": the path is too long to set permissions before clients"
                    + " connect; accepted: null, or a shorter path"),
            List.of(
                "listen = [ { address = \":1\", timeouts.connect = 1s } ]",
                "listen[0].timeouts.connect: unknown key; known here: header, body, idle, total,"
                    + " half-closed"),
            List.of(
                "listen = [ { address = \":1\", limits.body-memory = 1M } ]",
                "listen[0].limits.body-memory: unknown key; known here: connections-per-address,"
                    + " connections, request-line, header-size, header-count, min-body-rate"),
            List.of(
                "listen = [ { address = \":1\", limits.connections = 0 } ]",
                "listen[0].limits.connections = 0: out of range; accepted: 1 to 1000000"),
            List.of(
                "listen = [ { address = \":1\", proxy-protocol = [all] } ]",
                "listen[0].proxy-protocol[0] = \"all\": not an address; accepted: " + RANGE),
            List.of("proxy-protocol = [10.0.0.1]", "proxy-protocol: unknown key; known here: "),
            List.of(
                "listen = [ \":1\", \"127.0.0.1:1\" ]",
                "listen[1]: listens where listen[0] does; accepted: an address for each"),
            List.of(
                "listen = [ \"unix:/a\", { address = \"unix:/a\" } ]",
                "listen[1]: listens where listen[0] does; accepted: an address for each"),
            List.of(
                "listen = [ \":1\", \":9090\" ]",
                "listen[1]: 0.0.0.0:9090 is admin.listen, too; accepted: an address for each"))
        .map(row -> Arguments.of(row.get(0), row.get(1)));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorIsToldWithItsLine(String line, String error) {
    assertThat(ConfigText.of(directory, "nearside {", "", line, "}").errors())
        .singleElement()
        .asString()
        .startsWith("nearside.conf:3: nearside." + error);
  }

  @Test
  void anErrorOfWhatHoldsForAllIsToldThoughEachHasABlock() {
    assertThat(
            ConfigText.of(
                    directory,
                    "nearside {",
                    "  listen = [ { address = \":1\", timeouts.idle = 1s } ]",
                    "  timeouts.idle = soon",
                    "}")
                .errors())
        .singleElement()
        .asString()
        .startsWith("nearside.conf:3: nearside.timeouts.idle = \"soon\": not a duration");
  }
}
