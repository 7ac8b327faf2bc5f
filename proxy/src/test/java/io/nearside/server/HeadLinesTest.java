package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadLinesTest {

  private static StoredResponse withHead(String head) {
    return Responses.builder(new Mark(1, 2), 1)
        .head(head.getBytes(StandardCharsets.ISO_8859_1))
        .build();
  }

  @Test
  void tellsNamesAndValuesInOrder() {
    HeadLines lines =
        new HeadLines(withHead("HTTP/1.1 200 OK\r\nA: b\r\nContent-TYPE:x: y \r\nEmpty:\r\n"));
    List<String> seen = new ArrayList<>();
    while (lines.next()) {
      seen.add(lines.name() + "=" + lines.value());
    }

    assertThat(seen).containsExactly("a=b", "content-type=x: y", "empty=");
    assertThat(lines.next()).isFalse();
  }

  @Test
  void writesALineAsItIs() {
    HeadLines lines = new HeadLines(withHead("HTTP/1.1 200 OK\r\nA: b\r\nEtAg:  \"\u00e9\" \r\n"));
    lines.next();
    lines.next();
    ByteBuf out = Unpooled.buffer();
    lines.writeTo(out);

    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("EtAg:  \"\u00e9\" \r\n");
  }

  @Test
  void aHeadWithoutFieldsHasNoLines() {
    assertThat(new HeadLines(withHead("HTTP/1.1 204 No Content\r\n")).next()).isFalse();
  }

  @Test
  void neitherTheStatusLineNorTheBodyIsALine() {
    StoredResponse stored =
        Responses.builder(new Mark(1, 2), 1)
            .head("HTTP/1.1 200 a: b\r\nC: d\r\n".getBytes(StandardCharsets.US_ASCII))
            .body(List.of("E: f\r\n".getBytes(StandardCharsets.US_ASCII)))
            .build();

    assertThat(HeadLines.first(stored, "c")).isEqualTo("d");
    assertThat(HeadLines.first(stored, "e")).isNull();
    assertThat(HeadLines.first(stored, "http/1.1 200 a")).isNull();
  }

  @Test
  void theFirstOfSeveralIsFoundWithoutCase() {
    StoredResponse stored = withHead("HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\n");

    assertThat(HeadLines.first(stored, "x-a")).isEqualTo("1");
  }
}
