package io.nearside.upstream;

import io.nearside.exchange.RequestOfClient;
import io.nearside.upstream.UpstreamConfig.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes before the first byte of a connection that name the client it is for, which is our own
 * client, whatever the fields of its request say. Its port is not known and is said to be 0. Where
 * no client is known, as with a health check, the connection is said to be for ourselves.
 *
 * <p>Source: https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int VERSION_2_LOCAL = 0x20;
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;

  private final ProxyProtocol version;
  private final @Nullable HttpRequest request;

  ProxyHeader(ProxyProtocol version, @Nullable HttpRequest request) {
    this.version = version;
    this.request = request;
  }

  /** Before all else that this tells of: so it is before the first byte of TLS. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    ByteBuf header = context.alloc().buffer();
    write(header, client(request), context.channel().remoteAddress());
    context.writeAndFlush(header, context.voidPromise());
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  private void write(ByteBuf out, byte @Nullable [] client, Object upstream) {
    byte[] to = upstream instanceof InetSocketAddress inet ? inet.getAddress().getAddress() : null;
    int port = upstream instanceof InetSocketAddress inet ? inet.getPort() : 0;
    if (client == null || to == null) {
      writeUnknown(out);
      return;
    }
    boolean wide = client.length > 4 || to.length > 4;
    byte[] source = wide ? mapped(client) : client;
    byte[] destination = wide ? mapped(to) : to;
    if (version == ProxyProtocol.V1) {
      String line =
          (wide ? "PROXY TCP6 " : "PROXY TCP4 ")
              + text(source)
              + " "
              + text(destination)
              + " 0 "
              + port
              + "\r\n";
      out.writeCharSequence(line, StandardCharsets.US_ASCII);
      return;
    }
    out.writeBytes(SIGNATURE).writeByte(VERSION_2_PROXY);
    out.writeByte(wide ? TCP_OVER_IPV6 : TCP_OVER_IPV4).writeShort(2 * source.length + 4);
    out.writeBytes(source).writeBytes(destination).writeShort(0).writeShort(port);
  }

  private void writeUnknown(ByteBuf out) {
    if (version == ProxyProtocol.V1) {
      out.writeCharSequence("PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII);
    } else {
      out.writeBytes(SIGNATURE).writeByte(VERSION_2_LOCAL).writeByte(0).writeShort(0);
    }
  }

  private static String text(byte[] address) {
    return NetUtil.bytesToIpAddress(address);
  }

  /** An IPv4 address as one of IPv6: both have to be of one family. */
  private static byte[] mapped(byte[] address) {
    if (address.length > 4) {
      return address;
    }
    byte[] wide = new byte[16];
    wide[10] = (byte) 0xff;
    wide[11] = (byte) 0xff;
    System.arraycopy(address, 0, wide, 12, 4);
    return wide;
  }

  private static byte @Nullable [] client(@Nullable HttpRequest request) {
    if (!(request instanceof RequestOfClient known)) {
      return null;
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(known.clientAddress());
    return address == null ? null : address.getAddress();
  }
}
