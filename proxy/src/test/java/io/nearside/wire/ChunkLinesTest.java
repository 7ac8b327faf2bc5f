package io.nearside.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLinesTest {
  private final ChunkLines lines = new ChunkLines();

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n",
        "2\r\nab\r\n0\r\n",
        "2\r\n\r\n\r\n0\r\n",
        "0a;x\r\n1234567890\r\n000\r\n",
        "1 ; a = b\t; c=\"d;\\\" e\"\r\nx\r\n0;last\r\n",
        "1;a;b\r\nx\r\n0\r\n",
        "9\r\n0\r\n0\r\n0\r\n\r\n0\r\n"
      })
  void bodiesAsTheyShouldBe(String body) {
    ByteBuf all = bytes(body);
    lines.begin();
    assertThat(lines.read(all, 0, all.readableBytes())).isTrue();
    assertThat(lines.isLastRead()).isTrue();

    lines.begin();
    for (int i = 0; i < all.readableBytes(); i++) {
      assertThat(lines.isLastRead()).isFalse();
      assertThat(lines.read(all, i, i + 1)).isTrue();
    }
    assertThat(lines.isLastRead()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        ";\r\n",
        "g\r\n",
        " 1\r\n",
        "+1\r\n",
        "0x1\r\n",
        "1;\r\n",
        "1;;a\r\n",
        "1; \r\n",
        "1;a=\r\n",
        "1;a b\r\n",
        "1 \r\n",
        "1;a \r\n",
        "1;a=b\t\r\n",
        "1;a=\"b\" \r\n",
        "1;=b\r\n",
        "1;a=\"b\r\n",
        "1;a=\"b\"c\r\n",
        "1;l\"st\r\n",
        "1;a=b=c\r\n",
        "1\n",
        "1\rx",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1;a=\"\0\"\r\n",
        "ffffffffffffffff\r\n"
      })
  void bodiesWithSomethingElse(String body) {
    ByteBuf all = bytes(body);
    lines.begin();
    assertThat(lines.read(all, 0, all.readableBytes())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1;x", "1;x=\"a", "5\r\nabc", "5\r\nabcde", "5\r\nabcde\r"})
  void whatHasNotEndedMayStillBecomeSomething(String body) {
    ByteBuf all = bytes(body);
    lines.begin();
    assertThat(lines.read(all, 0, all.readableBytes())).isTrue();
    assertThat(lines.isLastRead()).isFalse();
  }
}
