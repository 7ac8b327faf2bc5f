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

  private static final Syntax<Http2> HTTP2 = Syntax.word(Http2.class);
  private static final Syntax<ProxyProtocol> PROXY_PROTOCOL = Syntax.word(ProxyProtocol.class);

  private UpstreamReader() {}

  private static Http2 http2(Section section, boolean secure) {
    Http2 given = section.optional("http2", HTTP2);
    if (given == null) {
      boolean named =
          secure && section.value("proxy-protocol", PROXY_PROTOCOL) == ProxyProtocol.OFF;
      return named ? Http2.NEGOTIATED : Http2.OFF;
    }
    if (given == Http2.NEGOTIATED && !secure) {
      section
          .findings()
          .missing(
              section.path("http2"),
              "nothing is negotiated without TLS; accepted: off or prior-knowledge, or an https://"
                  + " URL");
    }
    return given;
  }

  /**
   * Reads everything but where it is.
   *
   * @param secure whether it is spoken to over TLS
   * @param timeouts those of the whole file
   */
  static UpstreamConfig read(
      String name, List<Address> addresses, boolean secure, Section section, Section timeouts) {
    Http2 http2 = http2(section, secure);
    ProxyProtocol proxyProtocol = section.value("proxy-protocol", PROXY_PROTOCOL);
    if (proxyProtocol != ProxyProtocol.OFF && http2 != Http2.OFF) {
      section
          .findings()
          .missing(
              section.path("proxy-protocol"),
              "a connection of HTTP/2 serves many clients, and this names one; accepted: with"
                  + " http2 = off only");
    }
    Integer connections = section.optional("max-connections", COUNT);
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
            connections == null ? Limits.ANY : connections,
            section.value("queue", QUEUE),
            section.value("queue-timeout", PAUSE)),
        ClientTlsReader.read(section, secure),
        http2,
        proxyProtocol,
        BalanceReader.read(section));
  }
}
