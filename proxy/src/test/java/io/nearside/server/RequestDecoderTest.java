package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
  private static final int LINE_BYTES = 100;
  private static final int HEAD_BYTES = 200;
  private static final int FIELDS = 5;
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String NEXT = "GET /b HTTP/1.1\r\nHost: b\r\n\r\n";
  private static final String CHUNKED =
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final RequestDecoder decoder =
      new RequestDecoder(
          new ServerLimits(ServerLimits.ANY, ServerLimits.ANY, LINE_BYTES, HEAD_BYTES, FIELDS, 0));
  private final List<String> seen = new ArrayList<>();
  private boolean pausing;
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder, new Seen());

  /** Writes down what comes out of the decoder. */
  private final class Seen extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request && pausing) {
        decoder.pause();
      }
      seen.add(word(message));
      ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      seen.add(event == RequestDecoder.END_IS_HELD ? "end is held" : "input ended");
    }
  }

  private static String word(Object message) {
    if (message instanceof HttpRequest request) {
      return request.decoderResult().isFailure()
          ? "refused " + RequestGuard.unreadable(request.decoderResult().cause()).status()
          : request.method() + " " + request.uri();
    }
    if (message instanceof HttpContent piece) {
      if (piece.decoderResult().isFailure()) {
        return "bad body " + RequestGuard.unreadable(piece.decoderResult().cause()).status();
      }
      String text = piece.content().toString(StandardCharsets.ISO_8859_1);
      return message instanceof LastHttpContent ? "end " + text : text;
    }
    return "raw " + ((ByteBuf) message).toString(StandardCharsets.ISO_8859_1);
  }

  private void read(String latin1) {
    channel.writeInbound(Unpooled.copiedBuffer(latin1, StandardCharsets.ISO_8859_1));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aHeadIsReadInPiecesOfAnySize() {
    String both = "\r\n" + GET + NEXT;
    for (int size = 1; size <= both.length(); size++) {
      seen.clear();
      for (int i = 0; i < both.length(); i += size) {
        read(both.substring(i, Math.min(both.length(), i + size)));
      }
      assertThat(seen)
          .as("%d bytes each", size)
          .containsExactly("GET /a", "end ", "GET /b", "end ");
    }
  }

  @Test
  void aChunkedBodyIsReadInPiecesOfAnySize() {
    String post = CHUNKED + "03;x=y\r\nabc\r\n0A\r\n0123456789\r\n00\r\nX-T: 1\r\n\r\n" + GET;
    for (int size = 1; size <= post.length(); size++) {
      seen.clear();
      for (int i = 0; i < post.length(); i += size) {
        read(post.substring(i, Math.min(post.length(), i + size)));
      }
      assertThat(seen).startsWith("POST /a").endsWith("end ", "GET /a", "end ");
      assertThat(String.join("", seen)).contains("abc0123456789");
    }
  }

  @Test
  void nothingComesOutAfterWhatCannotBeRead() {
    read("GET  /a HTTP/1.1\r\n");
    read(GET + NEXT);
    assertThat(seen).containsExactly("refused 400");
  }

  @Test
  void linesAndFieldsAreAsLargeAsTheyMayBe() {
    read("GET /" + "a".repeat(LINE_BYTES - 14) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    read("GET /a HTTP/1.1\r\nX: " + "a".repeat(HEAD_BYTES - 7) + "\r\n\r\n");
    read("GET /a HTTP/1.1\r\n" + "X: a\r\n".repeat(FIELDS) + "\r\n");
    assertThat(seen).hasSize(6).noneMatch(word -> word.startsWith("refused"));
  }

  @Test
  void aLargerLineIsRefused() {
    read("GET /" + "a".repeat(LINE_BYTES - 13) + " HTTP/1.1\r\n");
    assertThat(seen).containsExactly("refused 414");
  }

  @Test
  void largerFieldsAreRefused() {
    read("GET /a HTTP/1.1\r\nX: " + "a".repeat(HEAD_BYTES - 6) + "\r\n\r\n");
    assertThat(seen).containsExactly("refused 431");
  }

  @Test
  void moreFieldsAreRefused() {
    read("GET /a HTTP/1.1\r\n" + "X: a\r\n".repeat(FIELDS + 1));
    assertThat(seen).containsExactly("refused 431");
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItEnds() {
    for (int i = 0; i <= LINE_BYTES; i++) {
      read("a");
    }
    assertThat(seen).isEmpty();
    read("a");
    assertThat(seen).containsExactly("refused 414");
  }

  @Test
  void fieldsThatAreTooLargeAreRefusedBeforeTheyEnd() {
    read("GET /a HTTP/1.1\r\nX:");
    for (int i = 2; i < HEAD_BYTES; i++) {
      read("a");
    }
    assertThat(seen).isEmpty();
    read("a");
    assertThat(seen).containsExactly("refused 431");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\n", "\0", "\u0016", "\r\r", "\r ", "\r\n\n", "\u00e9"})
  void aRequestThatCannotBecomeOneIsRefusedAtOnce(String bytes) {
    read(bytes);
    assertThat(seen).containsExactly("refused 400");
  }

  @Test
  void aHeadThatEndsEarlyIsRefused() {
    read("GET /a HTTP/1.1\r\nHost: a\r\n");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(seen).containsExactly("refused 400", "input ended");
  }

  @Test
  void lineEndsBehindTheLastRequestAreNoRequest() {
    read(GET + "\r\n");
    assertThat(decoder.hasPartialMessage()).isFalse();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(seen).containsExactly("GET /a", "end ", "input ended");
  }

  @Test
  void aPartOfAHeadIsAPartialMessage() {
    assertThat(decoder.hasPartialMessage()).isFalse();
    read("G");
    assertThat(decoder.hasPartialMessage()).isTrue();
    read(GET.substring(1));
    assertThat(decoder.hasPartialMessage()).isFalse();
  }

  @Test
  void pausedItDecodesToTheEndOfItsRequest() {
    pausing = true;
    read("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab");
    read("c" + NEXT);
    assertThat(seen).containsExactly("POST /a", "ab", "end c");
    assertThat(decoder.hasUnread()).isTrue();
  }

  @Test
  void removedItHandsOnWhatItDidNotDecode() {
    pausing = true;
    read(GET + "not HTTP");
    read(" at all");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(seen).containsExactly("GET /a", "end ", "end is held");
    channel.pipeline().remove(decoder);
    assertThat(seen)
        .containsExactly("GET /a", "end ", "end is held", "raw not HTTP at all", "input ended");
  }

  @Test
  void removedWithinTheRequestItHandsOnWhatItDidNotDecode() {
    pausing = true;
    read(GET);
    channel.pipeline().remove(decoder);
    read("raw");
    assertThat(seen).containsExactly("GET /a", "end ", "raw raw");
  }

  @Test
  void resumedItGoesOn() {
    pausing = true;
    read(GET + NEXT + "GET /c");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(seen).containsExactly("GET /a", "end ", "end is held");
    pausing = false;
    decoder.resume();
    channel.runPendingTasks();
    assertThat(seen)
        .containsExactly(
            "GET /a", "end ", "end is held", "GET /b", "end ", "refused 400", "input ended");
  }

  @Test
  void pausedItDoesNotReadOnByItself() {
    pausing = true;
    read(GET);
    channel.config().setAutoRead(false);
    read("x");
    read("y");
    assertThat(decoder.hasUnread()).isTrue();
    assertThat(seen).containsExactly("GET /a", "end ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n12345678",
        "POST /a HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"
      })
  void aBodyWhoseLengthOthersReadOtherwiseIsRefused(String request) {
    read(request + NEXT);
    assertThat(seen).containsExactly("refused 400");
  }

  @Test
  void smallChunksWithoutExtensionsAreFine() {
    read(CHUNKED + "1\r\nx\r\n".repeat(1000) + "0\r\n\r\n");
    assertThat(seen).endsWith("end ").noneMatch(word -> word.startsWith("bad"));
  }

  @Test
  void extensionsOfLargeChunksAreFine() {
    String chunk = "64;signature=" + "s".repeat(64) + "\r\n" + "x".repeat(100) + "\r\n";
    read(CHUNKED + chunk.repeat(100) + "0\r\n\r\n");
    assertThat(seen).endsWith("end ").noneMatch(word -> word.startsWith("bad"));
  }

  @Test
  void moreExtensionThanDataIsRefused() {
    read(CHUNKED + ("1;" + "x".repeat(60) + "\r\nx\r\n").repeat(10) + "0\r\n\r\n" + NEXT);
    assertThat(seen).endsWith("bad body 400").doesNotContain("GET /b");
  }

  @Test
  void trailersAreBoundedAsFieldsAre() {
    read(CHUNKED + "0\r\n" + "X: a\r\n".repeat(FIELDS + 1));
    assertThat(seen).containsExactly("POST /a", "bad body 431");
  }

  @Test
  void foldedTrailersAreRefused() {
    read(CHUNKED + "0\r\nX: a\r\n b\r\n\r\n" + NEXT);
    assertThat(seen).containsExactly("POST /a", "bad body 400");
  }
}
