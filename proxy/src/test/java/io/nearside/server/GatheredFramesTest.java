package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class GatheredFramesTest {
  private final GatheredFrames gathered = new GatheredFrames();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(gathered, new ChannelInboundHandlerAdapter());
  private final ChannelHandlerContext connection = channel.pipeline().lastContext();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void answer(String text) {
    gathered.room(connection, text.length()).writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private List<String> out() {
    List<String> out = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      out.add(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
    return out;
  }

  @Test
  void whatHasRoomIsOneBuffer() {
    for (int cycle = 0; cycle < 2; cycle++) {
      for (String text : List.of("one ", "two ", "three")) {
        answer(text);
      }
      connection.flush();
    }
    List<String> written = out();
    assertThat(String.join("", written)).isEqualTo("one two threeone two three");
    assertThat(written.get(written.size() - 1)).isEqualTo("one two three");
  }

  @Test
  void whatIsWrittenBesideGoesOutBehind() {
    answer("first ");
    connection.write(Unpooled.copiedBuffer("second", StandardCharsets.ISO_8859_1));
    answer("third");
    connection.flush();
    assertThat(out()).containsExactly("first ", "second", "third");
  }

  @Test
  void whatDoesNotFitComesBehind() {
    answer("x".repeat(30_000));
    answer("y".repeat(30_000));
    answer("z");
    connection.flush();
    assertThat(String.join("", out())).isEqualTo("x".repeat(30_000) + "y".repeat(30_000) + "z");
  }

  @Test
  void nothingIsFlushedTwice() {
    answer("once");
    connection.flush();
    connection.flush();
    assertThat(out()).containsExactly("once");
  }

  @Test
  void whatIsUnsentIsReleasedWithTheConnection() {
    ByteBuf unsent = gathered.room(connection, 10);
    channel.close();
    channel.runPendingTasks();
    assertThat(unsent.refCnt()).isZero();
  }
}
