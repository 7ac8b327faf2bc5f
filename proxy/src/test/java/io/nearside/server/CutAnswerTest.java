package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.KeyRules;
import io.nearside.caching.Lifetimes;
import io.nearside.caching.OnWrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.caching.SharingRules;
import io.nearside.caching.SurrogateRules;
import io.nearside.caching.VaryRules;
import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.ExchangeConfig;
import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.UpgradeRules;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.NearConfig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Configs;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer that cannot be completed is the last thing on its connection. */
@ExtendWith(BufferLeaks.class)
final class CutAnswerTest {
  private static final String REQUEST = "POST /x HTTP/1.1\r\nHost: t\r\n\r\n";

  private final List<Upstream.Listener> listeners = new ArrayList<>();

  @Test
  void noPipelinedRequestIsBegunBehindACutAnswer() {
    EmbeddedChannel channel = connected();
    // Within a cycle of reading, so that what is written is not flushed before it is cut.
    channel
        .pipeline()
        .fireChannelRead(Unpooled.copiedBuffer(REQUEST + REQUEST, StandardCharsets.ISO_8859_1));
    Upstream.Listener answer = listeners.get(0);
    DefaultHttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
    head.headers().set("Content-Length", 300_000);
    answer.head(head);
    answer.body(Unpooled.wrappedBuffer(new byte[200_000]));
    answer.failed(UpstreamFailure.RESPONSE_INCOMPLETE);
    assertThat(channel.isOpen()).isFalse();
    assertThat(listeners).hasSize(1);
    channel.releaseOutbound();
  }

  private EmbeddedChannel connected() {
    CacheEngine engine =
        new CacheEngine(
            new ExchangeConfig(1000, 1000, 1000, false, UpgradeRules.NONE),
            new Routes(List.of(everything())),
            Map.of(),
            "t",
            new NearCache(new NearConfig(1 << 20)),
            null,
            new MemoryPurgeLog(),
            Map.of(
                Route.DEFAULT_UPSTREAM,
                (request, hasBody, affinity, loop, listener) -> {
                  listeners.add(listener);
                  return new Silent();
                }),
            ExchangeListener.NONE);
    ListenerConfig config = Configs.listener(new ServerLimits(1, 1, 1000, 1000, 100, 0));
    AddressRanges nobody = new AddressRanges(List.of());
    RequestDecoder decoder = new RequestDecoder(config.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(65536, 131072));
    channel
        .pipeline()
        .addLast(
            decoder,
            encoder,
            new ClientConnection(
                engine,
                config,
                new PurgeSenders(nobody, nobody),
                new BodyMemory(1 << 20, () -> 0, System::nanoTime),
                decoder,
                encoder));
    return channel;
  }

  private static Route everything() {
    return new Route(
        "/**",
        new Route.RouteMatch("/**", null, List.of()),
        true,
        Lifetimes.NONE,
        List.of(),
        VaryRules.DEFAULT,
        false,
        false,
        true,
        1000,
        Long.MAX_VALUE,
        64,
        128,
        SurrogateRules.DEFAULT,
        SharingRules.DEFAULT,
        KeyRules.DEFAULT,
        List.of(),
        OnWrite.NONE,
        Route.DEFAULT_UPSTREAM,
        Rewrite.NONE,
        "test");
  }

  private static final class Silent implements Upstream.Call {
    @Override
    public void send(HttpContent piece) {
      piece.release();
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void reading(boolean on) {}

    @Override
    public void cancel() {}
  }
}
