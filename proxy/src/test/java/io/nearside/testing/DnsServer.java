package io.nearside.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server of one name on 127.0.0.1, whose answers a test changes. */
public final class DnsServer implements AutoCloseable {
  private record Answer(DnsResponseCode code, int ttlSeconds, List<String> addresses) {}

  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final String name;
  private final Channel channel;
  private final AtomicInteger queries = new AtomicInteger();
  private volatile Answer answer = new Answer(DnsResponseCode.NXDOMAIN, 0, List.of());
  private volatile boolean silent;

  /** Knows this name, but no address of it yet; says that others do not exist. */
  public DnsServer(String name) {
    this.name = name + ".";
    this.channel =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answering());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  /** {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** The name has these addresses from now on, of both families. */
  public DnsServer answers(int ttlSeconds, String... addresses) {
    answer = new Answer(DnsResponseCode.NOERROR, ttlSeconds, List.of(addresses));
    silent = false;
    return this;
  }

  /** The name does not exist. */
  public DnsServer knowsNothing() {
    answer = new Answer(DnsResponseCode.NXDOMAIN, 0, List.of());
    return this;
  }

  /** The server says that it cannot say. */
  public DnsServer fails() {
    answer = new Answer(DnsResponseCode.SERVFAIL, 0, List.of());
    return this;
  }

  /** The server says nothing. */
  public DnsServer saysNothing() {
    silent = true;
    return this;
  }

  /** How often the name was asked for, its two families together. */
  public int queries() {
    return queries.get();
  }

  private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query)
        throws UnknownHostException {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      boolean known = question.name().equals(name);
      if (known) {
        queries.incrementAndGet();
      }
      if (silent) {
        return;
      }
      Answer now = answer;
      DatagramDnsResponse response =
          new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
      response.setAuthoritativeAnswer(true);
      response.setCode(known ? now.code() : DnsResponseCode.NXDOMAIN);
      response.addRecord(DnsSection.QUESTION, question);
      if (known) {
        for (String address : now.addresses()) {
          add(response, question, now.ttlSeconds(), address);
        }
      }
      context.writeAndFlush(response);
    }

    private void add(
        DatagramDnsResponse response, DnsQuestion question, int ttlSeconds, String address)
        throws UnknownHostException {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
      if (type.equals(question.type())) {
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(name, type, ttlSeconds, Unpooled.wrappedBuffer(bytes)));
      }
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
