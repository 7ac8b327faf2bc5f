package io.nearside.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Greets each client that has shaken hands with whom it takes it for. */
final class TlsServer implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ServerTls tls;
  private final Channel channel;

  TlsServer(ServerTls tls) {
    this.tls = tls;
    this.channel =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accepted.pipeline().addLast(tls.newHandler(), new Greeting());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  static TlsServer start(ServerTlsConfig config) throws IOException {
    return new TlsServer(ServerTls.open(config, true));
  }

  ServerTls tls() {
    return tls;
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** A client that has shaken hands. */
  SSLSocket client(SSLContext context, @Nullable String serverName) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port());
    socket.setSoTimeout(10_000);
    if (serverName != null) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
    }
    return socket;
  }

  /** The subject of the certificate that this name is answered with. */
  String subject(SSLContext context, @Nullable String serverName) throws IOException {
    try (SSLSocket socket = client(context, serverName)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  /** What the client is greeted with. */
  static String greeting(SSLSocket socket) throws IOException {
    byte[] bytes = socket.getInputStream().readAllBytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    tls.close();
  }

  private static final class Greeting extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        String text = peer(handler) + " " + handler.applicationProtocol();
        context
            .writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
            .addListener(written -> context.close());
      }
    }

    private static String peer(SslHandler handler) {
      try {
        return handler.engine().getSession().getPeerPrincipal().getName();
      } catch (SSLPeerUnverifiedException nobody) {
        return "nobody";
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
