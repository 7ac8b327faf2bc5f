package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;
import static io.nearside.config.DurationSyntax.SECOND;

import io.nearside.server.ListenerConfig;
import io.nearside.server.ServerLimits;
import io.nearside.wire.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one listener, over the block that holds where it says nothing. */
final class ListenerReader {
  private static final Syntax<Long> PAUSE = new DurationSyntax(1, DAY);
  private static final Syntax<Long> TOTAL = new DurationSyntax(SECOND, 7 * DAY);
  private static final Syntax<Integer> COUNT = Syntax.number(1, 1_000_000);
  private static final Syntax<Long> LINE_SIZE = new SizeSyntax(256, SizeSyntax.MEBI);
  private static final Syntax<Integer> RATE = Syntax.number(0, 1_000_000_000);
  private static final Syntax<String> MODE =
      Syntax.matching("0?[0-7]{3}", "not permissions", "three octal digits, e.g. \"0660\"");

  private ListenerReader() {}

  /** A listener of which the file says only where it is. */
  static ListenerConfig plain(Section nearside, Address address) {
    return read(nearside, address, List.of(), null);
  }

  /** A listener with a block of its own, over what holds for all. */
  static ListenerConfig block(Section listener, Address address) {
    List<String> proxies = listener.list("proxy-protocol", PeerRange.SYNTAX);
    String mode = listener.optional("mode", MODE);
    return read(listener, address, proxies, mode);
  }

  private static ListenerConfig read(
      Section section, Address address, List<String> proxyProtocolFrom, @Nullable String mode) {
    Section timeouts = section.section("timeouts");
    return new ListenerConfig(
        address,
        timeouts.value("header", PAUSE),
        timeouts.value("body", PAUSE),
        timeouts.value("idle", PAUSE),
        section.list("trusted-proxies", PeerRange.SYNTAX),
        section.section("purge").list("allow", PeerRange.SYNTAX),
        timeouts.value("total", TOTAL),
        timeouts.value("half-closed", PAUSE),
        limits(section.section("limits")),
        Http2Reader.read(section),
        ServerTlsReader.read(section),
        proxyProtocolFrom,
        mode);
  }

  private static ServerLimits limits(Section limits) {
    Integer perAddress = limits.optional("connections-per-address", COUNT);
    return new ServerLimits(
        limits.value("connections", COUNT),
        perAddress == null ? ServerLimits.ANY : perAddress,
        Math.toIntExact(limits.value("request-line", LINE_SIZE)),
        Math.toIntExact(limits.value("header-size", LINE_SIZE)),
        limits.value("header-count", COUNT),
        limits.value("min-body-rate", RATE));
  }
}
