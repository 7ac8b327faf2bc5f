package io.nearside.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.ByteStream;
import io.nearside.testing.BufferLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class ChannelStreamTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new Half());
  private final List<String> heard = new ArrayList<>();

  /** Reads nothing: what came is handed on when it is removed. */
  private static final class Half extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {}
  }

  private class Listening implements ByteStream.Reader {
    @Override
    public void bytes(ByteBuf bytes) {
      heard.add(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void inputEnded() {
      heard.add("<end>");
    }

    @Override
    public void writable() {
      heard.add("<writable>");
    }

    @Override
    public void closed() {
      heard.add("<closed>");
    }
  }

  private ChannelStream stream() {
    Half half = channel.pipeline().get(Half.class);
    return ChannelStream.inPlaceOf(channel.pipeline().context(half), half);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatCameBeforeItIsOpenedComesFirst() {
    channel.writeInbound(bytes("a"));
    ChannelStream stream = stream();
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.writeInbound(bytes("b"));
    stream.open(new Listening());
    channel.writeInbound(bytes("c"));
    assertThat(heard).containsExactly("a", "b", "c");
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void aPausedReaderHearsNothingUntilItGoesOn() {
    channel.writeInbound(bytes("a"));
    ChannelStream stream = stream();
    channel.writeInbound(bytes("b"));
    stream.open(
        new Listening() {
          @Override
          public void bytes(ByteBuf bytes) {
            super.bytes(bytes);
            stream.reading(false);
          }
        });
    assertThat(heard).containsExactly("a");
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.writeInbound(bytes("c"));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    stream.reading(true);
    assertThat(heard).containsExactly("a", "b");
    stream.reading(true);
    assertThat(heard).containsExactly("a", "b", "c", "<end>");
    stream.close();
  }

  @Test
  void theEndOfTheInputIsToldOnceAndTheOutputGoesOn() {
    ChannelStream stream = stream();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    stream.open(new Listening());
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(heard).containsExactly("<end>");
    stream.write(bytes("still"));
    ByteBuf written = channel.readOutbound();
    assertThat(written.toString(StandardCharsets.ISO_8859_1)).isEqualTo("still");
    written.release();
  }

  @Test
  void aConnectionThatEndsTellsWhatCameBefore() {
    channel.writeInbound(bytes("a"));
    ChannelStream stream = stream();
    channel.close();
    stream.open(new Listening());
    assertThat(heard).containsExactly("a", "<closed>");
  }

  @Test
  void aPausedReaderHearsTheRestWhenTheConnectionEnds() {
    ChannelStream stream = stream();
    stream.open(new Listening());
    stream.reading(false);
    channel.writeInbound(bytes("a"));
    channel.close();
    assertThat(heard).containsExactly("a", "<closed>");
  }

  @Test
  void whoClosesHearsNothingMore() {
    channel.writeInbound(bytes("a"));
    ChannelStream stream = stream();
    stream.open(
        new Listening() {
          @Override
          public void bytes(ByteBuf bytes) {
            super.bytes(bytes);
            stream.close();
          }
        });
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.runPendingTasks();
    assertThat(heard).containsExactly("a");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatCameIsReleasedWhenItIsClosedUnopened() {
    ByteBuf early = bytes("a");
    ByteBuf later = bytes("b");
    channel.writeInbound(early);
    ChannelStream stream = stream();
    channel.writeInbound(later);
    stream.close();
    assertThat(early.refCnt()).isZero();
    assertThat(later.refCnt()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatCameIsReleasedWhenItIsClosedAfterTheConnectionEnded() {
    ByteBuf early = bytes("a");
    channel.writeInbound(early);
    ChannelStream stream = stream();
    channel.close();
    stream.close();
    assertThat(early.refCnt()).isZero();
  }

  @Test
  void whatIsWrittenAfterTheEndIsReleased() {
    ChannelStream stream = stream();
    stream.open(new Listening());
    channel.close();
    ByteBuf late = bytes("late");
    stream.write(late);
    stream.endOutput();
    assertThat(late.refCnt()).isZero();
  }

  @Test
  void itTellsWhenMoreMayBeWritten() {
    ChannelStream stream = stream();
    stream.open(new Listening());
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.runPendingTasks();
    assertThat(stream.isWritable()).isFalse();
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();
    assertThat(heard).containsExactly("<writable>");
  }
}
