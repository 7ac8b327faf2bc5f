package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.WrappedByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An answer that comes whole, with nothing else, as it is passed on. */
@ExtendWith(BufferLeaks.class)
class WholeAnswerTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\nab";

  private final ResponseDecoder decoder = new ResponseDecoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static ByteBuf bytes(String text) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer();
    bytes.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    return bytes;
  }

  private ByteBuf read(String text) {
    ByteBuf bytes = bytes(text);
    channel.writeInbound(bytes);
    return bytes;
  }

  /** The head of the next answer, whose body nobody looks at. */
  private HttpResponse headOf(String answer) {
    decoder.answerAwaited("GET");
    read(answer);
    HttpResponse head = channel.readInbound();
    ReferenceCountUtil.release(channel.readInbound());
    decoder.answerComplete();
    return head;
  }

  @Test
  void itsBodyIsWhatIsLeftOfWhatWasRead() {
    decoder.answerAwaited("GET");
    ByteBuf read = read(ANSWER);
    HttpResponse head = channel.readInbound();
    LastHttpContent last = channel.readInbound();
    assertThat(head.decoderResult().isSuccess()).isTrue();
    assertThat(last.content()).isSameAs(read);
    assertThat(last.content().toString(StandardCharsets.US_ASCII)).isEqualTo("ab");
    assertThat(decoder.anyByteRead()).isTrue();
    assertThat(decoder.hasExcess()).isFalse();
    assertThat(last.release()).isTrue();
  }

  @Test
  void withoutABodyNothingIsHeld() {
    decoder.answerAwaited("GET");
    ByteBuf read = read("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
    assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void aLineThatComesAgainIsTheSame() {
    HttpResponse first = headOf(ANSWER);
    HttpResponse second = headOf(ANSWER.replace("2\r\n\r\nab", "3\r\n\r\nabc"));
    assertThat(second.headers().get("ETag")).isSameAs(first.headers().get("ETag"));
    assertThat(second.headers().get("Content-Length")).isEqualTo("3");
    assertThat(second.status()).isSameAs(first.status());
  }

  @Test
  void whatIsDoneToAHeadIsNotDoneToTheNext() {
    for (int i = 0; i < 4; i++) {
      HttpResponse head = headOf(ANSWER);
      assertThat(head.headers().getAll("ETag")).containsExactly("\"1\"");
      assertThat(head.headers().size()).isEqualTo(2);
      head.headers().add("ETag", "\"2\"").remove("Content-Length").set("X", "y");
    }
  }

  @Test
  void aLineThatIsTooLongOrTooFarBehindIsNotKept() {
    String tooLong = ANSWER.replace("\"1\"", "e".repeat(250));
    assertThat(headOf(tooLong).headers().get("ETag"))
        .isEqualTo(headOf(tooLong).headers().get("ETag"))
        .isNotSameAs(headOf(tooLong).headers().get("ETag"));
    String many = ANSWER.replace("ETag", "X: y\r\n".repeat(16) + "ETag");
    assertThat(headOf(many).headers().get("ETag"))
        .isEqualTo(headOf(many).headers().get("ETag"))
        .isNotSameAs(headOf(many).headers().get("ETag"));
  }

  @Test
  void whatComesBehindAnInterimResponseIsTakenToo() {
    decoder.answerAwaited("GET");
    read("HTTP/1.1 100 Continue\r\n\r\n");
    assertThat(channel.<HttpResponse>readInbound().status().code()).isEqualTo(100);
    assertThat(channel.<Object>readInbound()).isInstanceOf(LastHttpContent.class);
    ByteBuf read = read(ANSWER);
    assertThat(channel.<HttpResponse>readInbound().status().code()).isEqualTo(200);
    LastHttpContent last = channel.readInbound();
    assertThat(last.content()).isSameAs(read);
    last.release();
  }

  @Test
  void aSecondAnswerToTheSameRequestIsNoneUntilTheFirstIsComplete() {
    decoder.answerAwaited("GET");
    read(ANSWER);
    decoder.answerComplete();
    ByteBuf unasked = read(ANSWER);
    assertThat(unasked.refCnt()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatComesBehindABeginIsNoAnswerOfItsOwn() {
    decoder.answerAwaited("GET");
    read("HTTP/1.");
    read(ANSWER);
    HttpResponse head = channel.readInbound();
    assertThat(head.decoderResult().isFailure()).isTrue();
    ReferenceCountUtil.release(head);
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void theNextRequestMayBeSentWithinTheEnd() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof LastHttpContent) {
                  decoder.answerComplete();
                  decoder.answerAwaited("GET");
                }
                context.fireChannelRead(message);
              }
            });
    decoder.answerAwaited("GET");
    for (int i = 0; i < 3; i++) {
      ByteBuf read = read(ANSWER);
      assertThat(decoder.anyByteRead()).isFalse();
      channel.readInbound();
      LastHttpContent last = channel.readInbound();
      assertThat(last.content()).isSameAs(read);
      last.release();
    }
  }

  @Test
  void aHandlerThatFailsOnTheHeadGetsTheBodyToRelease() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
                if (message instanceof HttpResponse) {
                  throw new IllegalStateException("on purpose");
                }
              }
            });
    decoder.answerAwaited("GET");
    ByteBuf read = bytes(ANSWER);
    assertThatThrownBy(() -> channel.writeInbound(read)).hasMessage("on purpose");
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void aConnectionThatIsClosedByTheHeadHoldsNothing() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                context.close();
                ReferenceCountUtil.release(message);
              }
            });
    decoder.answerAwaited("GET");
    ByteBuf read = read(ANSWER);
    assertThat(read.refCnt()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatCannotBePassedOnIsReleased() {
    ChannelHandlerContext failing =
        (ChannelHandlerContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ChannelHandlerContext.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("on purpose");
                });
    decoder.answerAwaited("GET");
    ByteBuf read = bytes(ANSWER);
    assertThatThrownBy(() -> decoder.channelRead(failing, read)).hasMessage("on purpose");
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void whatThereIsNoMemoryToLookAtIsReleased() {
    decoder.answerAwaited("GET");
    ByteBuf read = bytes(ANSWER);
    ByteBuf failing =
        new WrappedByteBuf(read) {
          @Override
          public ByteBuf getBytes(int index, byte[] to, int at, int length) {
            throw new OutOfMemoryError("on purpose");
          }
        };
    assertThatThrownBy(() -> channel.writeInbound(failing)).hasMessage("on purpose");
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void whoDoesNotWantToReadOnIsNotMadeTo() {
    int[] asked = {0};
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext context) {
                asked[0]++;
              }
            });
    channel.config().setAutoRead(false);
    decoder.answerAwaited("GET");
    read(ANSWER.substring(0, 20));
    assertThat(asked[0]).as("for the rest of a head").isOne();
    read(ANSWER.substring(20));
    assertThat(channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
    channel.<HttpContent>readInbound().release();
    decoder.answerComplete();
    decoder.answerAwaited("GET");
    ByteBuf read = read(ANSWER);
    assertThat(channel.<Object>readInbound()).isInstanceOf(HttpResponse.class);
    HttpContent last = channel.readInbound();
    assertThat(last.content()).isSameAs(read);
    last.release();
    assertThat(asked[0]).as("behind a whole answer").isOne();
  }
}
