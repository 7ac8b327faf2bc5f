package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection from a proxy: a PROXY header, version 1 or 2, in its time. What is
 * behind it is handed on to those that the listener then adds; without one the connection is
 * closed, and nothing is answered.
 *
 * <p>Not Netty's decoder: that reads on for thirteen bytes and a whole line before it finds that
 * there is no header, takes ports such as {@code +80}, and cannot check a checksum.
 */
final class ProxyHeaderDecoder extends ByteToMessageDecoder {
  private static final byte[] TEXT = ProxyHeaderText.signature();
  private static final byte[] BINARY = ProxyHeaderBinary.signature();

  private final long timeoutMillis;
  private final Consumer<ProxyHeader> listener;
  private @Nullable Future<?> timeout;

  /**
   * A decoder.
   *
   * @param timeoutMillis how long a header may take
   * @param listener is told what it says, before anything behind it is read
   */
  ProxyHeaderDecoder(long timeoutMillis, Consumer<ProxyHeader> listener) {
    this.timeoutMillis = timeoutMillis;
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timeout =
        context.executor().schedule(() -> context.close(), timeoutMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    boolean text = begins(in, TEXT);
    if (!text && !begins(in, BINARY)) {
      refuse(context, in);
      return;
    }
    int length = text ? ProxyHeaderText.length(in) : ProxyHeaderBinary.length(in);
    if (length == ProxyHeader.INCOMPLETE) {
      return;
    }
    ByteBuf bytes = length == ProxyHeader.NONE ? null : in.readSlice(length);
    ProxyHeader header = bytes == null ? null : read(bytes, text);
    if (header == null) {
      refuse(context, in);
      return;
    }
    listener.accept(header);
    // Those that were just added have not seen that the connection is there.
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  private static @Nullable ProxyHeader read(ByteBuf header, boolean text) {
    return text ? ProxyHeaderText.read(header) : ProxyHeaderBinary.read(header);
  }

  /** Whether this may still become, or begins with, a signature. */
  private static boolean begins(ByteBuf in, byte[] signature) {
    int compared = Math.min(in.readableBytes(), signature.length);
    for (int i = 0; i < compared; i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private static void refuse(ChannelHandlerContext context, ByteBuf in) {
    in.skipBytes(in.readableBytes());
    context.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // Told to those behind once they are there.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      context.close();
      return;
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
