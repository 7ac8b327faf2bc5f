package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;

import io.nearside.upstream.UpstreamConfig;
import io.nearside.upstream.UpstreamConfig.Http2;
import io.nearside.upstream.UpstreamConfig.Limits;
import io.nearside.upstream.UpstreamConfig.ProxyProtocol;
import io.nearside.upstream.UpstreamConfig.Times;
import io.nearside.wire.Address;
import java.util.List;

/** Reads one upstream, over the block that holds where it says nothing. */
final class UpstreamReader {
  private static final Syntax<Long> PAUSE = new DurationSyntax(1, DAY);
  private static final Syntax<Integer> COUNT = Syntax.number(1, 1_000_000);
  private static final Syntax<Integer> QUEUE = Syntax.number(0, 1_000_000);

  private UpstreamReader() {}

  /**
   * Reads everything but where it is.
   *
   * @param timeouts those of the whole file
   */
  static UpstreamConfig read(
      String name, List<Address> addresses, Section section, Section timeouts) {
    return new UpstreamConfig(
        name,
        addresses,
        new Times(
            timeouts.value("connect", PAUSE),
            timeouts.value("response", PAUSE),
            timeouts.value("body", PAUSE),
            timeouts.value("upstream-idle", PAUSE),
            timeouts.value("stream", PAUSE)),
        new Limits(
            section.value("max-requests", COUNT),
            Limits.ANY,
            section.value("queue", QUEUE),
            section.value("queue-timeout", PAUSE)),
        ClientTlsReader.read(section),
        Http2.OFF,
        ProxyProtocol.OFF,
        BalanceReader.read(section));
  }
}
