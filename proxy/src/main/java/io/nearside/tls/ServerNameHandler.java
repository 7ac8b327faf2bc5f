package io.nearside.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The begin of a client's handshake: gives way to TLS with the certificate that is asked for. */
final class ServerNameHandler extends AbstractSniHandler<Generation> {
  private final Reloading contexts;

  ServerNameHandler(Reloading contexts) {
    // Who put it into the pipeline has an eye on how long the whole handshake takes.
    super(0);
    this.contexts = contexts;
  }

  @Override
  protected Future<Generation> lookup(ChannelHandlerContext context, @Nullable String hostname) {
    return context.executor().newSucceededFuture(contexts.hold());
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String hostname, Future<Generation> found) {
    Generation held = found.getNow();
    SslHandler handler = null;
    try {
      handler = held.choose(hostname).newHandler(context.alloc());
      handler.setHandshakeTimeoutMillis(0);
      context.pipeline().replace(this, null, handler);
      handler = null;
    } finally {
      held.release();
      if (handler != null) {
        ReferenceCountUtil.safeRelease(handler.engine());
      }
    }
  }
}
