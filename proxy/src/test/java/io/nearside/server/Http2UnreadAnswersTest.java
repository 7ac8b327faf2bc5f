package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.testing.Configs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heads are not under flow control: without a bound of ours there is none. */
class Http2UnreadAnswersTest {
  private final Socket socket = new Socket();

  /** What is written stays, and what is asked to be read is counted. */
  private static final class Socket extends ChannelOutboundHandlerAdapter {
    private boolean full = true;
    private int reads;

    @Override
    public void flush(ChannelHandlerContext context) {
      if (!full) {
        context.flush();
      }
    }

    @Override
    public void read(ChannelHandlerContext context) {
      reads++;
      context.read();
    }
  }

  @Test
  void aClientThatTakesNoHeadsIsNotReadOn() {
    EmbeddedChannel channel = connected();
    int stream = 1;
    for (; stream < 4000 && channel.isWritable(); stream += 2) {
      channel.writeInbound(refused(stream));
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.isWritable()).isFalse();
    assertThat(channel.config().isAutoRead()).isFalse();
    int reads = socket.reads;
    channel.writeInbound(refused(stream));
    assertThat(socket.reads).isEqualTo(reads);

    socket.full = false;
    channel.pipeline().firstContext().flush();
    channel.runPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.isWritable()).isTrue();
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finishAndReleaseAll();
  }

  /** A HEAD without an authority, which is answered at once. */
  private static ByteBuf refused(int stream) {
    ByteBuf frame = Unpooled.buffer();
    // :method HEAD, :scheme http, :path /
    byte[] section = {0x02, 4, 'H', 'E', 'A', 'D', (byte) 0x86, (byte) 0x84};
    return frame
        .writeMedium(section.length)
        .writeByte(1)
        .writeByte(5)
        .writeInt(stream)
        .writeBytes(section);
  }

  private EmbeddedChannel connected() {
    // No request gets as far as that.
    CacheEngine engine = null;
    ServerLimits limits = new ServerLimits(1, 1, 1000, 1000, 100, 0);
    Http2Config http2 =
        new Http2Config(true, 100, 8192, 65_535, 65_535, 10_000, 10_000, 1000, 0, 16, 1000);
    AddressRanges nobody = new AddressRanges(List.of());
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(65536, 131072));
    channel
        .pipeline()
        .addLast(
            socket,
            new Http2ClientConnection(
                engine,
                Configs.listener(limits),
                new PurgeSenders(nobody, nobody),
                new BodyMemory(1 << 20, () -> 0, System::nanoTime),
                Http2Codec.of(http2, () -> false),
                new GatheredFrames()));
    channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf());
    channel.writeInbound(Unpooled.copiedBuffer("\0\0\0\4\0\0\0\0\0", StandardCharsets.US_ASCII));
    return channel;
  }
}
