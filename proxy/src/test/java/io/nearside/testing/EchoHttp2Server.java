package io.nearside.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Netty's own server of HTTP/2, against which our clients are tried. It answers with the request's
 * fields, each in a line, and its body; {@code /reset} with half of that and RST_STREAM, {@code
 * /trailers} with a trailer, {@code /hints} after a 103.
 */
final class EchoHttp2Server implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  EchoHttp2Server() {
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child.pipeline().addLast(Http2FrameCodecBuilder.forServer().build());
                    child.pipeline().addLast(new Http2MultiplexHandler(new Streams()));
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    Wire.spokenAt(port(), Wire.H2C);
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    Wire.spokenNoMoreAt(port());
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.pipeline().addLast(new Echo());
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private final StringBuilder text = new StringBuilder();
    private String path = "";

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Http2StreamFrame frame) {
      boolean end = false;
      if (frame instanceof Http2HeadersFrame headers) {
        headers.headers().forEach(e -> text.append(e.getKey() + ": " + e.getValue() + "\n"));
        path = path.isEmpty() ? headers.headers().path().toString() : path;
        end = headers.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        text.append(data.content().toString(StandardCharsets.ISO_8859_1));
        end = data.isEndStream();
      }
      if (end) {
        answer(ctx);
      }
    }

    private void answer(ChannelHandlerContext ctx) {
      if (path.equals("/hints")) {
        ctx.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103")));
      }
      Http2Headers head = new DefaultHttp2Headers().status("200");
      if (path.equals("/length")) {
        head.setInt("content-length", text.length());
      }
      ctx.write(new DefaultHttp2HeadersFrame(head));
      ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
      switch (path) {
        case "/reset" -> {
          // Only what was written is in front of the reset.
          Http2ResetFrame reset = new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR);
          ctx.write(new DefaultHttp2DataFrame(body))
              .addListener(written -> ctx.writeAndFlush(reset));
        }
        case "/trailers" -> {
          ctx.write(new DefaultHttp2DataFrame(body));
          Http2Headers trailers = new DefaultHttp2Headers().set("x-sum", "1");
          ctx.write(new DefaultHttp2HeadersFrame(trailers, true));
        }
        default -> ctx.write(new DefaultHttp2DataFrame(body, true));
      }
      ctx.flush();
    }
  }
}
