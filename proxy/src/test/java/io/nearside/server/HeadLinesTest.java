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

  private static List<String> names(StoredResponse response) {
    HeadLines lines = new HeadLines(response);
    List<String> names = new ArrayList<>();
    while (lines.next()) {
      names.add(lines.name());
    }
    assertThat(lines.next()).isFalse();
    return names;
  }

  @Test
  void tellsNamesInOrderAndInLowerCase() {
    String head = "HTTP/1.1 200 OK\r\nA: b\r\nContent-TYPE:x: y \r\na: c\r\nEmpty:\r\n";

    assertThat(names(withHead(head))).containsExactly("a", "content-type", "a", "empty");
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

    assertThat(names(stored)).containsExactly("c");
  }
}
