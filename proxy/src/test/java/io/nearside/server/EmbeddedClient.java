package io.nearside.server;

import io.nearside.caching.Route;
import io.nearside.caching.Routes;
import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.ExchangeConfig;
import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.UpgradeRules;
import io.nearside.exchange.Upstream;
import io.nearside.store.memory.MemoryPurgeLog;
import io.nearside.store.memory.NearCache;
import io.nearside.store.memory.NearConfig;
import io.nearside.testing.Configs;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import java.util.List;
import java.util.Map;

/** A client's connection without sockets, one cached route behind it. */
final class EmbeddedClient {
  /** What takes all of a request and never answers. */
  static final Upstream.Call SILENT = new Silent();

  private EmbeddedClient() {}

  /** Makes the channel a client's connection to a sidecar before this upstream. */
  static void connect(
      EmbeddedChannel channel, Upstream upstream, ServerLimits limits, BodyMemory memory) {
    CacheEngine engine =
        new CacheEngine(
            new ExchangeConfig(1000, 1000, 1000, false, UpgradeRules.NONE),
            new Routes(List.of(Configs.everything(1000))),
            Map.of(),
            "t",
            new NearCache(new NearConfig(1 << 20)),
            null,
            new MemoryPurgeLog(),
            Map.of(Route.DEFAULT_UPSTREAM, upstream),
            ExchangeListener.NONE);
    ListenerConfig config = Configs.listener(limits);
    AddressRanges nobody = new AddressRanges(List.of());
    RequestDecoder decoder = new RequestDecoder(config.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    PurgeSenders senders = new PurgeSenders(nobody, nobody);
    ClientConnection connection =
        new ClientConnection(engine, config, senders, memory, decoder, encoder);
    channel.pipeline().addLast(decoder, encoder, connection);
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
