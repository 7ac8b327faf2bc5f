package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Deadline;
import io.nearside.testing.BufferLeaks;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
final class HeldAnswerTest {
  private static final int LONG = 9 * 1024;

  private final ResponseEncoder encoder = new ResponseEncoder();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(encoder, new ChannelInboundHandlerAdapter());
  private Output output;

  @BeforeEach
  void connect() {
    ChannelHandlerContext context = channel.pipeline().lastContext();
    output =
        new Output(
            context,
            new HeldAnswer(context, encoder),
            new Deadline(context.executor(), () -> {}),
            1000,
            0,
            new BodyMemory(1 << 20, () -> 0, System::nanoTime));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static HttpResponse head(int length) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set("Content-Length", length);
    return head;
  }

  private static ByteBuf bytes(int length) {
    return Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
  }

  private static String text(int said, int length) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + said + "\r\n\r\n" + "x".repeat(length);
  }

  /** The buffers that have gone out, but for empty ones. */
  private List<String> out() {
    channel.runPendingTasks();
    List<String> texts = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      if (next.isReadable()) {
        texts.add(next.toString(StandardCharsets.ISO_8859_1));
      }
      next.release();
    }
    return texts;
  }

  @Test
  void aSmallAnswerThatIsCompleteAtOnceIsOneBuffer() {
    output.writeHead(head(5));
    output.writePiece(bytes(5));
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(out()).containsExactly(text(5, 5));
  }

  @Test
  void soIsOneWithoutAByteOfBody() {
    output.writeHead(head(0));
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(out()).containsExactly(text(0, 0));
  }

  @Test
  void answersFollowOneAnotherInOrder() {
    for (int i = 1; i <= 2; i++) {
      output.writeHead(head(i));
      output.writePiece(bytes(i));
      output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    output.writeHead(head(LONG));
    output.writePiece(bytes(LONG));
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(out()).containsExactly(text(1, 1), text(2, 2), text(LONG, 0), "x".repeat(LONG));
  }

  @Test
  void whatIsNotCompleteGoesOutWhenTheTurnEnds() {
    output.writeHead(head(9));
    assertThat(out()).containsExactly(text(9, 0));
    output.writePiece(bytes(4));
    assertThat(out()).containsExactly("xxxx");
    output.writePiece(bytes(5));
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(out()).containsExactly("xxxxx");
  }

  @Test
  void ofTwoPiecesNoneIsCopied() {
    output.writeHead(head(7));
    output.writePiece(bytes(3));
    output.writePiece(bytes(4));
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(out()).containsExactly(text(7, 0), "xxx", "xxxx");
  }

  @Test
  void noRoomForItIsAnErrorOfItsConnectionAndLeavesNothing() {
    channel.config().setAllocator(new NoRoom());
    output.writeHead(head(4));
    ByteBuf piece = bytes(4);
    output.writePiece(piece);
    output.writeEnd(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(piece.refCnt()).isZero();
    assertThatThrownBy(channel::checkException).isInstanceOf(OutOfMemoryError.class);
    assertThat(out()).isEmpty();
  }

  @Test
  void nothingIsKeptOfWhatNobodyGets() {
    output.writeHead(head(9));
    ByteBuf piece = bytes(4);
    output.writePiece(piece);
    output.release();
    assertThat(piece.refCnt()).isZero();
    assertThat(out()).isEmpty();
  }

  private static final class NoRoom extends AbstractByteBufAllocator {
    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return newDirectBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("none left");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
