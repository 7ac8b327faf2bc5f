package io.nearside.server;

import io.nearside.exchange.Deadline;
import io.nearside.exchange.Downstream.ClientCertificate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands behind TLS: until the handshake is done there is nothing else, and it knows who the
 * client is when HTTP begins. Then it stays, to make of TLS's end of input the one that HTTP knows.
 */
final class TlsClient extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsClient.class);

  private final long timeoutMillis;
  private final boolean tellsUpstream;
  private final BiConsumer<Channel, @Nullable String> begin;
  private @Nullable Deadline deadline;
  private boolean begun;
  private boolean inputEnded;

  /**
   * What waits for a handshake.
   *
   * @param timeoutMillis how long it may take
   * @param tellsUpstream whether the upstream gets the client's certificate
   * @param begin what follows, given the protocol that was agreed on (ALPN), or null
   */
  TlsClient(
      long timeoutMillis, boolean tellsUpstream, BiConsumer<Channel, @Nullable String> begin) {
    this.timeoutMillis = timeoutMillis;
    this.tellsUpstream = tellsUpstream;
    this.begin = begin;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline = new Deadline(context.executor(), () -> failed(context, "it took too long"));
    deadline.in(timeoutMillis);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancelDeadline();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  private void failed(ChannelHandlerContext context, Object why) {
    LOG.debug("no TLS with {}: {}", context.channel().remoteAddress(), why);
    begun = false;
    cancelDeadline();
    context.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      handshake(context, handshake);
    } else if (event instanceof SslCloseCompletionEvent closed) {
      closed(context, closed);
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputEnds(context);
    } else if (begun) {
      context.fireUserEventTriggered(event);
    }
  }

  private void handshake(ChannelHandlerContext context, SslHandshakeCompletionEvent handshake) {
    if (!handshake.isSuccess()) {
      failed(context, handshake.cause());
      return;
    }
    if (begun || !context.channel().isActive()) {
      return;
    }
    cancelDeadline();
    begun = true;
    Channel channel = context.channel();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    ClientOrigin.of(channel).secured(certificate(tls)).set(channel);
    begin.accept(channel, tls.applicationProtocol());
    // The handlers that came now have not been told.
    context.fireChannelActive();
  }

  private @Nullable ClientCertificate certificate(SslHandler tls) {
    try {
      // There is none that was not verified: nobody is asked for one where that cannot be done.
      Certificate first = tls.engine().getSession().getPeerCertificates()[0];
      if (!(first instanceof X509Certificate x509)) {
        return null;
      }
      String subject = x509.getSubjectX500Principal().getName();
      return new ClientCertificate(subject, tellsUpstream ? encoded(x509) : null);
    } catch (SSLPeerUnverifiedException nobody) {
      return null;
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9440#section-2.1 */
  private static @Nullable String encoded(X509Certificate certificate) {
    try {
      return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    } catch (CertificateEncodingException unreadable) {
      return null;
    }
  }

  /**
   * The client sends nothing more. Where it may be answered all the same, it is one that has ended
   * its side; before TLS 1.3, and with OpenSSL always, that ends both sides.
   */
  private void closed(ChannelHandlerContext context, SslCloseCompletionEvent closed) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (!closed.isSuccess() || tls == null || !context.channel().isActive()) {
      return;
    }
    if (tls.engine().isOutboundDone()) {
      context.close();
    } else {
      inputEnds(context);
    }
  }

  /** TLS tells it, and then the socket once more. */
  private void inputEnds(ChannelHandlerContext context) {
    if (!begun) {
      failed(context, "the client has ended its side");
    } else if (!inputEnded) {
      inputEnded = true;
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // HTTP begins when the handshake is done.
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (begun && !inputEnded) {
      context.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (begun) {
      // What is not TLS any more is no error of ours.
      boolean ofTls = cause.getCause() instanceof SSLException;
      context.fireExceptionCaught(ofTls ? cause.getCause() : cause);
    } else {
      failed(context, cause);
    }
  }
}
