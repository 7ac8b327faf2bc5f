package io.nearside.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The end of what is sent on a channel, with TLS or without it: TLS has an end of its own, without
 * which the other side must take what came before for cut off.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc8446#section-6.1
 */
public final class OutputEnd {
  private OutputEnd() {}

  /** Ends it behind all that was flushed; the other side may go on. */
  public static void of(Channel channel) {
    if (!(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      duplex.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(told -> duplex.shutdownOutput());
    }
  }

  /** Ends both directions so that what was sent does not look whole to the other side. */
  public static void cut(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      // Not through it: it would say that all is well.
      tls.close();
    }
  }
}
