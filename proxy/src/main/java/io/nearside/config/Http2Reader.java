package io.nearside.config;

import static io.nearside.config.DurationSyntax.DAY;
import static io.nearside.config.DurationSyntax.HOUR;

import io.nearside.server.Http2Config;

/** Reads what clients that speak HTTP/2 may do. */
final class Http2Reader {
  private static final Syntax<Integer> STREAMS = Syntax.number(1, 100_000);
  private static final Syntax<Integer> FRAMES = Syntax.number(1, 1_000_000);
  private static final Syntax<Long> SECTION = new SizeSyntax(256, SizeSyntax.MEBI);
  private static final Syntax<Long> WINDOW = new SizeSyntax(1024, SizeSyntax.GIBI);
  private static final Syntax<Long> TIME = new DurationSyntax(100, HOUR);
  private static final Syntax<Long> HOLD = new DurationSyntax(0, HOUR);
  private static final Syntax<Long> PAUSE = new DurationSyntax(1, DAY);

  private Http2Reader() {}

  static Http2Config read(Section listener) {
    Section http2 = listener.section("http2");
    Long section = http2.optional("max-header-list", SECTION);
    long headBytes = listener.section("limits").value("header-size", SECTION);
    return new Http2Config(
        http2.value("enabled", Syntax.SWITCH),
        http2.value("max-streams", STREAMS),
        Math.toIntExact(section == null ? headBytes : section),
        Math.toIntExact(http2.value("stream-window", WINDOW)),
        Math.toIntExact(http2.value("connection-window", WINDOW)),
        http2.value("max-resets", FRAMES),
        http2.value("max-control-frames", FRAMES),
        http2.value("reset-window", TIME),
        http2.value("flood-hold", HOLD),
        http2.value("max-continuations", FRAMES),
        listener.section("timeouts").value("stream", PAUSE));
  }
}
