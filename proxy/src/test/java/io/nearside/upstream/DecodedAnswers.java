package io.nearside.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a decoder makes of the answers on one connection, as text that can be compared. Reads as an
 * upstream's connection does: until a failure, or the end of the final response.
 */
final class DecodedAnswers {
  /** How the bytes of an answer are read. */
  enum Reading {
    AT_ONCE,
    FIRST_BYTE_ALONE,
    BYTE_BY_BYTE
  }

  /** Untracked, for there are many: who reads counts the references itself. */
  private static final ByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(true, true);

  private final ResponseDecoder decoder = new ResponseDecoder();
  private final List<ByteBuf> reads = new ArrayList<>();
  private final Reading reading;
  private final EmbeddedChannel channel;
  private final List<String> seen = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private Object read = "";
  private boolean interim;
  private boolean ended;
  private boolean excess;
  private int withoutCopy;

  DecodedAnswers(Reading reading) {
    this.reading = reading;
    channel = new EmbeddedChannel(decoder, new Reader());
    channel.config().setAllocator(BUFFERS);
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      HttpObject object = (HttpObject) message;
      if (ended) {
        seen.add("behind the end");
      } else if (object.decoderResult().isFailure()) {
        seen.add(failure(object.decoderResult().cause()));
        end();
      } else if (object instanceof HttpResponse head) {
        head(head);
      } else {
        content((HttpContent) object);
      }
      ReferenceCountUtil.release(message);
    }
  }

  private String failure(Throwable cause) {
    // Behind the first one nobody reads on, so what it is may depend on how much was read.
    return reading == Reading.BYTE_BY_BYTE ? "failure" : "failure " + cause;
  }

  private void head(HttpResponse head) {
    interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    seen.add(head.protocolVersion() + " " + head.status());
    for (Map.Entry<String, String> line : head.headers()) {
      seen.add(line.getKey() + "=" + line.getValue() + ";");
    }
    // Found by their names, too, and checked when something is set.
    seen.add("length " + head.headers().getAll("content-length"));
    seen.add("date " + head.headers().get("DATE"));
    try {
      head.headers().set("X", "a\r\nb");
      seen.add("not checked");
    } catch (IllegalArgumentException e) {
      seen.add("checked");
    }
  }

  private void content(HttpContent piece) {
    withoutCopy += piece.content() == read ? 1 : 0;
    body.append(piece.content().toString(StandardCharsets.ISO_8859_1));
    if (piece instanceof LastHttpContent last) {
      if (interim) {
        seen.add("interim");
        return;
      }
      seen.add("body " + body);
      seen.add("trailers " + last.trailingHeaders().entries());
      seen.add("room for trailers " + (last.trailingHeaders() != EmptyHttpHeaders.INSTANCE));
      end();
    }
  }

  private void end() {
    ended = true;
    excess = decoder.hasExcess();
    decoder.answerComplete();
  }

  /** What is seen of the answer to the next request. */
  List<String> next(String method, byte[] answer) {
    seen.clear();
    body.setLength(0);
    ended = false;
    excess = false;
    interim = false;
    decoder.answerAwaited(method);
    int at = 0;
    while (at < answer.length && channel.isOpen()) {
      int count =
          switch (reading) {
            case AT_ONCE -> answer.length;
            case FIRST_BYTE_ALONE -> at == 0 ? 1 : answer.length - 1;
            case BYTE_BY_BYTE -> 1;
          };
      ByteBuf bytes = BUFFERS.directBuffer(count);
      bytes.writeBytes(answer, at, count);
      read = bytes;
      reads.add(bytes);
      channel.writeInbound(bytes);
      at += count;
    }
    seen.add("ended " + ended);
    seen.add("usable " + isUsable());
    if (!ended) {
      seen.add("so far " + body);
    }
    return List.copyOf(seen);
  }

  /** Whether another answer may come. */
  boolean isUsable() {
    return ended && !excess && channel.isOpen() && seen.stream().noneMatch(DecodedAnswers::isOdd);
  }

  private static boolean isOdd(String line) {
    return line.startsWith("failure") || line.startsWith("behind");
  }

  /** How many bodies came in the very buffer that was read. */
  int withoutCopy() {
    return withoutCopy;
  }

  /** Ends the connection, after which nobody may hold what was read. */
  void close() {
    channel.finishAndReleaseAll();
    assertThat(reads).allMatch(bytes -> bytes.refCnt() == 0);
  }
}
