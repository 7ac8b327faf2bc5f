package io.nearside.server;

import static io.nearside.scenario.listeners.ProxyHeaders.LOCAL;
import static io.nearside.scenario.listeners.ProxyHeaders.PROXY;
import static io.nearside.scenario.listeners.ProxyHeaders.SIGNATURE;
import static io.nearside.scenario.listeners.ProxyHeaders.address;
import static io.nearside.scenario.listeners.ProxyHeaders.binary;
import static io.nearside.scenario.listeners.ProxyHeaders.checked;
import static io.nearside.scenario.listeners.ProxyHeaders.naming;
import static io.nearside.scenario.listeners.ProxyHeaders.record;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyHeaderDecoderTest {
  private static final String LINE = "PROXY TCP4 192.0.2.1 198.51.100.9 56324 443\r\n";
  private static final String ADDRESSES =
      address("192.0.2.1") + address("198.51.100.9") + "\u0001\u0002\u0000\u0050";

  private final List<ProxyHeader> headers = new ArrayList<>();
  private final List<String> behind = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void begin() {
    channel.freezeTime();
    channel.pipeline().addLast(new ProxyHeaderDecoder(1000, this::came));
  }

  private void came(ProxyHeader header) {
    headers.add(header);
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelActive(ChannelHandlerContext context) {
                behind.add("active");
              }
            });
  }

  private void send(String latin1) {
    channel.writeInbound(Unpooled.copiedBuffer(latin1, ISO_8859_1));
  }

  private String handedOn() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
      text.append(next.toString(ISO_8859_1));
      next.release();
    }
    return text.toString();
  }

  static Stream<Arguments> accepted() {
    String wholeLine =
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";
    String sum = naming("192.0.2.1", record(3, "\0\0\0\0"));
    return Stream.of(
        Arguments.of(LINE, "/192.0.2.1:56324"),
        Arguments.of("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n", "/0.0.0.0:0"),
        Arguments.of("PROXY TCP6 ::1 ::2 1 2\r\n", "/[0:0:0:0:0:0:0:1]:1"),
        Arguments.of("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", "/192.0.2.1:1"),
        Arguments.of(wholeLine, "/[ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe]:65535"),
        Arguments.of("PROXY UNKNOWN\r\n", "nobody"),
        Arguments.of("PROXY UNKNOWN ffff::1 whatever \t it is\r\n", "nobody"),
        Arguments.of(binary(LOCAL, 0, ""), "nobody"),
        Arguments.of(binary(LOCAL, 0x11, ADDRESSES), "nobody"),
        Arguments.of(binary(LOCAL, 0xFF, "garbage"), "nobody"),
        Arguments.of(binary(PROXY, 0, ""), "nobody"),
        Arguments.of(binary(PROXY, 0, "garbage"), "nobody"),
        Arguments.of(binary(PROXY, 0x11, ADDRESSES), "/192.0.2.1:258"),
        Arguments.of(binary(PROXY, 0x12, ADDRESSES), "/192.0.2.1:258"),
        Arguments.of(naming("2001:db8::7"), "/[2001:db8:0:0:0:0:0:7]:1024"),
        Arguments.of(binary(PROXY, 0x31, "\0".repeat(216)), "null"),
        Arguments.of(binary(PROXY, 0x32, "\0".repeat(216) + record(4, "")), "null"),
        Arguments.of(naming("192.0.2.1", record(4, ""), record(0xEA, "x")), "/192.0.2.1:1024"),
        Arguments.of(naming("192.0.2.1", record(4, "x".repeat(1009))), "/192.0.2.1:1024"),
        Arguments.of(checked(sum, sumOf(sum)), "/192.0.2.1:1024"));
  }

  private static int sumOf(String latin1) {
    CRC32C sum = new CRC32C();
    sum.update(latin1.getBytes(ISO_8859_1));
    return (int) sum.getValue();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aHeaderSaysWhomItNamesAndWhatIsBehindItIsHandedOn(String header, String named) {
    begin();
    send(header + "GET /");

    ProxyHeader read = headers.get(0);
    assertThat(read.names() ? String.valueOf(read.client()) : "nobody").isEqualTo(named);
    assertThat(read.secure()).isFalse();
    assertThat(handedOn()).isEqualTo("GET /");
    assertThat(channel.pipeline().get(ProxyHeaderDecoder.class)).isNull();
    assertThat(behind).containsExactly("active");
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void aHeaderMayComeByteByByte(String header, String named) {
    begin();
    for (int i = 0; i < header.length(); i++) {
      assertThat(headers).isEmpty();
      send(header.substring(i, i + 1));
      assertThat(channel.isOpen()).isTrue();
    }
    assertThat(headers).hasSize(1);
    assertThat(handedOn()).isEmpty();
    send("x");
    assertThat(handedOn()).isEqualTo("x");
    channel.finishAndReleaseAll();
  }

  static Stream<String> refused() {
    return Stream.of(
        "G",
        "proxy TCP4",
        "PROXY\r\n",
        "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4\t192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY \r\n",
        "PROXY unknown\r\n",
        "PROXY UNKNOWN\n",
        "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY UNIX_STREAM /a /b 0 0\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 99999999999\r\n",
        "PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.02.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 localhost 192.0.2.2 1 2\r\n",
        "PROXY TCP4 ::1 ::2 1 2\r\n",
        "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::2 1 2\r\n",
        "PROXY TCP6 [::1] ::2 1 2\r\n",
        "PROXY TCP6 ::1::1 ::2 1 2\r\n",
        "PROXY UNKNOWN " + "x".repeat(93),
        "PROXY UNKNOWN " + "x".repeat(92) + "\r\n",
        "\r\nG",
        "\r\n\r\n\0\r\nQUIT\r",
        SIGNATURE + "\u0011",
        SIGNATURE + "\u0031",
        SIGNATURE + (char) 0x22,
        SIGNATURE + "\u0021\u0011\u0004\u0001",
        SIGNATURE + "\u0020\u0000\u00FF\u00FF",
        binary(PROXY, 0x11, ADDRESSES.substring(1)),
        binary(PROXY, 0x11, ""),
        binary(PROXY, 0x21, ADDRESSES),
        binary(PROXY, 0x31, "\0".repeat(215)),
        binary(PROXY, 0x01, ADDRESSES),
        binary(PROXY, 0x13, ADDRESSES),
        binary(PROXY, 0x41, ADDRESSES),
        naming("192.0.2.1", "\u0004"),
        naming("192.0.2.1", "\u0004\u0000\u0001"),
        naming("192.0.2.1", "\u0004\u00FF\u00FFxx"),
        naming("192.0.2.1", record(0x20, "\u0001\0\0\0")),
        naming("192.0.2.1", record(3, "\0\0\0\0")),
        naming("192.0.2.1", record(3, "\0\0\0")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNoHeaderClosesTheConnectionAndGoesNowhere(String bytes) {
    begin();
    send(bytes);

    assertThat(channel.isOpen()).isFalse();
    assertThat(headers).isEmpty();
    assertThat(handedOn()).isEmpty();
    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void aHeaderMaySayThatTheClientsConnectionIsEncrypted() {
    begin();
    send(naming("192.0.2.1", record(0x20, "\u0005\0\0\0\0" + record(0x21, "TLSv1.3"))));
    assertThat(headers.get(0).secure()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void aHeaderThatTakesTooLongClosesTheConnection() {
    begin();
    send("PROXY");
    channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatIsBehindAHeaderHasItsOwnTimes() {
    begin();
    send(LINE);
    channel.advanceTimeBy(5, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void theEndOfInputWithinAHeaderClosesTheConnection() {
    begin();
    send("PROXY TCP4");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(HAProxyProtocolVersion.class)
  void whatNettyWritesIsRead(HAProxyProtocolVersion version) {
    EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
    encoder.writeOutbound(
        new HAProxyMessage(
            version,
            HAProxyCommand.PROXY,
            HAProxyProxiedProtocol.TCP6,
            "2001:db8::1",
            "2001:db8::2",
            12345,
            443));
    begin();
    for (ByteBuf next = encoder.readOutbound(); next != null; next = encoder.readOutbound()) {
      channel.writeInbound(next);
    }
    assertThat(headers)
        .containsExactly(ProxyHeader.naming(new InetSocketAddress("2001:db8::1", 12345), false));
    encoder.finishAndReleaseAll();
    channel.finishAndReleaseAll();
  }
}
