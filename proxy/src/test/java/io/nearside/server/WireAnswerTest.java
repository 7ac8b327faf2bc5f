package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import io.nearside.server.WireAnswer.Connection;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireAnswerTest {
  private static final Mark MARK = new Mark(1, 2);

  private static String text(
      StoredResponse stored, long ageSeconds, Connection connection, boolean withBody) {
    ByteBuf out =
        WireAnswer.of(
            UnpooledByteBufAllocator.DEFAULT,
            stored,
            ageSeconds,
            "nearside; hit; ttl=5",
            connection,
            withBody);
    try {
      return out.toString(StandardCharsets.ISO_8859_1);
    } finally {
      out.release();
    }
  }

  @Test
  void itIsTheStoredHeadTheNewFieldsAndTheBody() {
    assertThat(text(Responses.response(MARK, 1), 12, Connection.UNSAID, true))
        .isEqualTo("HTTP/1.1 200 OK\r\nAge: 12\r\nCache-Status: nearside; hit; ttl=5\r\n\r\nhi");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "-86400", "7", "3600"})
  void aHitIsTheSameWithoutAText(long ttlSeconds) {
    StoredResponse stored = Responses.response(MARK, 1);
    for (boolean withBody : new boolean[] {true, false}) {
      ByteBuf hit =
          WireAnswer.hit(
              UnpooledByteBufAllocator.DEFAULT,
              stored,
              12,
              ttlSeconds,
              Connection.KEEP_ALIVE,
              withBody);
      String expected =
          text(stored, 12, Connection.KEEP_ALIVE, withBody).replace("=5", "=" + ttlSeconds);
      assertThat(hit.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected);
      hit.release();
    }
  }

  @Test
  void withoutABodyItEndsWithTheHead() {
    assertThat(text(Responses.response(MARK, 1), 0, Connection.UNSAID, false))
        .endsWith("ttl=5\r\n\r\n");
  }

  @Test
  void theConnectionIsSaidLast() {
    StoredResponse stored = Responses.response(MARK, 1);
    assertThat(text(stored, 0, Connection.CLOSE, true)).endsWith("\r\nConnection: close\r\n\r\nhi");
    assertThat(text(stored, 0, Connection.KEEP_ALIVE, false))
        .endsWith("\r\nConnection: keep-alive\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({"0", "9", "10", "86400", "2147483648", "9223372036854775807"})
  void anAgeIsANumberInDecimal(long age) {
    assertThat(text(Responses.response(MARK, 1), age, Connection.UNSAID, false))
        .contains("\r\nAge: " + age + "\r\n");
  }

  @Test
  void aLargeBodyIsWrittenBesideItsHead() {
    StoredResponse small = Responses.ofBodySize(MARK, 32 * 1024);
    StoredResponse large = Responses.ofBodySize(MARK, 32 * 1024 + 1);
    assertThat(WireAnswer.isCopied(small.bodyLength())).isTrue();
    assertThat(WireAnswer.isCopied(large.bodyLength())).isFalse();
    assertThat(text(small, 0, Connection.UNSAID, true)).hasSizeGreaterThan(32 * 1024);
    assertThat(text(large, 0, Connection.UNSAID, true)).hasSizeLessThan(200);
  }

  // In place of the whole.

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\n"
          + "Date: D\r\n"
          + "Content-Type: text/plain; charset=x\r\n"
          + "Content-Digest: c\r\n"
          + "ETag: \"e\"\r\n"
          + "Cache-Control: max-age=9\r\n"
          + "X-Any: y\r\n"
          + "Content-Length: 10\r\n";

  private static StoredResponse ten() {
    return Responses.builder(MARK, 1)
        .head(HEAD.getBytes(StandardCharsets.ISO_8859_1))
        .body(List.of("0123456789".getBytes(StandardCharsets.US_ASCII)))
        .build();
  }

  private static String text(ByteBuf out) {
    try {
      return out.toString(StandardCharsets.ISO_8859_1);
    } finally {
      out.release();
    }
  }

  private static String partial(StoredResponse stored, ByteRange... ranges) {
    return text(
        WireAnswer.partial(
            UnpooledByteBufAllocator.DEFAULT,
            stored,
            PartialBody.of(stored, List.of(ranges)),
            7,
            "nearside; hit; ttl=5",
            Connection.UNSAID));
  }

  @Test
  void a304HasNoFieldsAboutAContent() {
    assertThat(
            text(
                WireAnswer.notModified(
                    UnpooledByteBufAllocator.DEFAULT,
                    ten(),
                    7,
                    "nearside; hit; ttl=5",
                    Connection.KEEP_ALIVE)))
        .isEqualTo(
            "HTTP/1.1 304 Not Modified\r\nDate: D\r\nETag: \"e\"\r\n"
                + "Cache-Control: max-age=9\r\nX-Any: y\r\nAge: 7\r\n"
                + "Cache-Status: nearside; hit; ttl=5\r\nConnection: keep-alive\r\n\r\n");
  }

  @Test
  void aPartHasItsOwnLengthAndRange() {
    assertThat(partial(ten(), new ByteRange(2, 4)))
        .isEqualTo(
            "HTTP/1.1 206 Partial Content\r\nDate: D\r\n"
                + "Content-Type: text/plain; charset=x\r\nETag: \"e\"\r\n"
                + "Cache-Control: max-age=9\r\nX-Any: y\r\n"
                + "Content-Range: bytes 2-4/10\r\nContent-Length: 3\r\nAge: 7\r\n"
                + "Cache-Status: nearside; hit; ttl=5\r\n\r\n234");
  }

  @Test
  void severalPartsAreMultipart() {
    String answer = partial(ten(), new ByteRange(8, 9), new ByteRange(0, 0));
    String[] headAndContent = answer.split("\r\n\r\n", 2);
    Matcher type =
        Pattern.compile("\r\nContent-Type: multipart/byteranges; boundary=([0-9a-f]{32})\r\n")
            .matcher(headAndContent[0]);
    assertThat(type.find()).isTrue();
    String boundary = type.group(1);

    assertThat(headAndContent[1])
        .isEqualTo(
            ("--B\r\nContent-Type: text/plain; charset=x\r\nContent-Range: bytes 8-9/10\r\n\r\n"
                    + "89\r\n--B\r\nContent-Type: text/plain; charset=x\r\n"
                    + "Content-Range: bytes 0-0/10\r\n\r\n0\r\n--B--\r\n")
                .replace("B", boundary));
    assertThat(headAndContent[0])
        .startsWith("HTTP/1.1 206 Partial Content\r\n")
        .contains("\r\nContent-Length: " + headAndContent[1].length() + "\r\n")
        .doesNotContain("Content-Range")
        .doesNotContain("text/plain");
  }

  @Test
  void partsWithoutAStoredTypeHaveNone() {
    StoredResponse stored = Responses.response(MARK, 1);

    assertThat(partial(stored, new ByteRange(1, 1), new ByteRange(0, 0)))
        .containsOnlyOnce("Content-Type: ");
  }

  @Test
  void everyMultipartHasABoundaryOfItsOwn() {
    StoredResponse stored = ten();
    ByteRange[] ranges = {new ByteRange(0, 0), new ByteRange(5, 5)};

    assertThat(partial(stored, ranges)).isNotEqualTo(partial(stored, ranges));
  }

  @Test
  void aLargePartIsWrittenBesideItsHead() {
    StoredResponse large = Responses.ofBodySize(MARK, 100_000);
    ByteRange copied = new ByteRange(0, 32 * 1024 - 1);
    ByteRange beside = new ByteRange(1, 32 * 1024 + 1);

    assertThat(partial(large, copied)).hasSizeGreaterThan(32 * 1024);
    assertThat(partial(large, beside)).hasSizeLessThan(300).endsWith("\r\n\r\n");
  }

  @Test
  void a416TellsTheLength() {
    assertThat(
            text(
                WireAnswer.unsatisfiable(
                    UnpooledByteBufAllocator.DEFAULT,
                    ten(),
                    "nearside; hit; ttl=5",
                    Connection.UNSAID)))
        .matches(
            "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n"
                + "Cache-Control: no-store\r\nDate: [^\r\n]+ GMT\r\n"
                + "Content-Range: bytes \\*/10\r\nCache-Status: nearside; hit; ttl=5\r\n\r\n");
  }
}
