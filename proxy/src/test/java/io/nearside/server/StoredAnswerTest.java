package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nearside.caching.Delivery;
import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.Deadline;
import io.nearside.http.ByteRange;
import io.nearside.server.WireAnswer.Connection;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import io.nearside.testing.BufferLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class StoredAnswerTest {
  private static final Delivery FROM_SEVEN = new Delivery.Parts(List.of(new ByteRange(7, 8)));
  private static final int LARGE = 200_000;

  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private StoredAnswer answer;
  private int written;

  @BeforeEach
  void connect() {
    ChannelHandlerContext context = channel.pipeline().firstContext();
    Output output =
        new Output(
            context,
            new HeldAnswer(context, new ResponseEncoder()),
            new Deadline(context.executor(), () -> {}),
            1000,
            0,
            new BodyMemory(1 << 20, () -> 0, System::nanoTime));
    answer = new StoredAnswer(context.alloc(), output, () -> written++);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private StoredBody begin(StoredResponse response, Delivery delivery, boolean head) {
    return answer.begin(response, delivery, 0, "nearside; hit", Connection.UNSAID, head);
  }

  private String out() {
    channel.runPendingTasks();
    StringBuilder text = new StringBuilder();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      text.append(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
    return text.toString();
  }

  /** Ten letters of the alphabet, in two parts: f to j and u to y. */
  private static StoredResponse partial() {
    return Responses.builder(new Mark(1, 2), 1)
        .parts(26, List.of(new ByteRange(5, 9), new ByteRange(20, 24)))
        .body(List.of("fghijuvwxy".getBytes(StandardCharsets.US_ASCII)))
        .build();
  }

  @Test
  void smallAnswersAreCompleteAtOnce() {
    StoredResponse small = Responses.ofBodySize(new Mark(1, 2), 100);
    for (Delivery delivery :
        List.of(Delivery.WHOLE, Delivery.NOT_MODIFIED, FROM_SEVEN, Delivery.UNSATISFIABLE)) {
      assertThat(begin(small, delivery, false)).isNull();
    }

    assertThat(out())
        .containsSubsequence(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 304 Not Modified",
            "HTTP/1.1 206 Partial Content",
            "HTTP/1.1 416 Range Not Satisfiable");
    assertThat(written).isZero();
  }

  @Test
  void largeOnesAreNot() {
    StoredResponse large = Responses.ofBodySize(new Mark(1, 2), LARGE);
    ByteRange most = new ByteRange(1, LARGE - 2);

    StoredBody whole = begin(large, Delivery.WHOLE, false);
    int head = out().length();
    assertThat(length(whole)).isEqualTo(LARGE);
    assertThat(written).isEqualTo(1);

    StoredBody part = begin(large, new Delivery.Parts(List.of(most)), false);
    assertThat(out().length()).isBetween(head, head + 200);
    assertThat(length(part)).isEqualTo(LARGE - 2);
    assertThat(written).isEqualTo(2);
  }

  /** How much comes of a body when the client takes it as often as it has to. */
  private int length(StoredBody body) {
    int length = 0;
    for (int taken = -1; taken != 0; length += taken) {
      body.writable();
      taken = out().length();
    }
    return length;
  }

  @Test
  void aHeadHasNoBodyAndNoParts() {
    StoredResponse large = Responses.ofBodySize(new Mark(1, 2), LARGE);

    assertThat(begin(large, Delivery.WHOLE, true)).isNull();
    assertThat(begin(large, FROM_SEVEN, true)).isNull();

    assertThat(out()).hasSizeLessThan(300).contains("200 OK").doesNotContain("206");
  }

  @Test
  void partsAreFoundWhereAPartialResponseHasThem() {
    begin(partial(), FROM_SEVEN, false);
    assertThat(out()).contains("Content-Range: bytes 7-8/26\r\n").endsWith("\r\n\r\nhi");

    ByteRange one = new ByteRange(22, 24);
    ByteRange two = new ByteRange(5, 5);
    begin(partial(), new Delivery.Parts(List.of(one, two)), false);
    assertThat(out())
        .containsSubsequence(
            "Content-Range: bytes 22-24/26\r\n\r\nwxy\r\n--",
            "Content-Range: bytes 5-5/26\r\n\r\nf\r\n--");
  }

  @Test
  void a416TellsTheCompleteLength() {
    begin(partial(), Delivery.UNSATISFIABLE, false);

    assertThat(out()).contains("Content-Range: bytes */26\r\n");
  }

  @Test
  void aPartialResponseIsNeverSentAsTheWhole() {
    assertThatIllegalStateException()
        .isThrownBy(() -> begin(partial(), Delivery.WHOLE, false))
        .withMessageContaining("only parts");
    assertThat(out()).isEmpty();
  }
}
