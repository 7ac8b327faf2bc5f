package io.nearside.upstream;

import io.nearside.wire.Address;
import io.nearside.wire.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsCnameCache;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks one name up as the machine does: its hosts file, its name servers and search domains, both
 * families. Only used on its loop.
 */
final class DnsLookup implements NameLookup {
  /** A name server that says nothing for so long is passed over. */
  private static final long QUERY_MILLIS = 2_000;

  private final String host;
  private final EventLoop loop;
  private final Ttl ttl = new Ttl();
  private final DnsNameResolver resolver;

  DnsLookup(String host, BalanceConfig.Resolve rules, Transport transport, EventLoop loop) {
    this.host = host;
    this.loop = loop;
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(transport.datagram())
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            // An answer that is too long for a datagram is asked for once more.
            .socketChannelType(transport.socket().asSubclass(SocketChannel.class))
            .queryTimeoutMillis(QUERY_MILLIS)
            .resolveCache(ttl)
            .cnameCache(ttl);
    if (!rules.nameServers().isEmpty()) {
      builder.nameServerProvider(
          new SequentialDnsServerAddressStreamProvider(
              rules.nameServers().stream().map(DnsLookup::nameServer).toList()));
    }
    resolver = builder.build();
  }

  private static InetSocketAddress nameServer(Address.Inet server) {
    return new InetSocketAddress(server.host(), server.port());
  }

  @Override
  public Future<Answer> lookUp() {
    Promise<Answer> answer = loop.newPromise();
    ttl.shortestSeconds = Answer.UNTOLD;
    resolver
        .resolveAll(host)
        .addListener(
            (Future<List<InetAddress>> found) -> {
              if (found.isSuccess()) {
                answer.setSuccess(new Answer(List.copyOf(found.getNow()), ttl.shortestSeconds));
              } else {
                answer.setFailure(found.cause());
              }
            });
    return answer;
  }

  @Override
  public void close() {
    resolver.close();
  }

  /** A cache that keeps nothing but the shortest time to live that it heard of. */
  private static final class Ttl implements DnsCache, DnsCnameCache {
    private long shortestSeconds = Answer.UNTOLD;

    @Override
    public void clear() {}

    @Override
    public boolean clear(String hostname) {
      return false;
    }

    @Override
    public List<? extends DnsCacheEntry> get(String hostname, DnsRecord[] additionals) {
      return List.of();
    }

    @Override
    @SuppressWarnings("NullAway") // Not annotated; the resolver does not look at what is returned.
    public @Nullable DnsCacheEntry cache(
        String hostname,
        DnsRecord[] additionals,
        InetAddress address,
        long originalTtl,
        EventLoop loop) {
      shortestSeconds = Math.min(shortestSeconds, originalTtl);
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // As above.
    public @Nullable DnsCacheEntry cache(
        String hostname, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // Null means none.
    public @Nullable String get(String hostname) {
      return null;
    }

    @Override
    public void cache(String hostname, String cname, long originalTtl, EventLoop loop) {
      shortestSeconds = Math.min(shortestSeconds, originalTtl);
    }
  }
}
