package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.server.WireAnswer.Connection;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
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
}
