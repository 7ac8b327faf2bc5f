package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartOfBodyTest {
  private static final String BODY = "0123456789";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(ByteBuf piece) {
    return piece == null ? "-" : piece.toString(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 9, 0123 4567 89",
    "0, 0, 0 - -",
    "3, 4, 3 4 -",
    "4, 7, - 4567 -",
    "5, 8, - 567 8",
    "9, 9, - - 9",
    "8, 100, - - 89",
    "50, 100, - - -"
  })
  void eachPieceIsCutToThePart(long first, long last, String pieces) {
    PartOfBody part = new PartOfBody(new ByteRange(first, last));

    String one = text(part.next(bytes("0123")));
    String two = text(part.next(bytes("4567")));
    String three = text(part.next(bytes("89")));

    assertThat(one + " " + two + " " + three).isEqualTo(pieces);
  }

  @Test
  void isTheSameHoweverTheBodyComes() {
    for (int first = 0; first < BODY.length(); first++) {
      for (int last = first; last < BODY.length(); last++) {
        for (int size = 1; size <= BODY.length(); size++) {
          assertThat(cut(first, last, size)).isEqualTo(BODY.substring(first, last + 1));
        }
      }
    }
  }

  private static String cut(int first, int last, int size) {
    PartOfBody part = new PartOfBody(new ByteRange(first, last));
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < BODY.length(); from += size) {
      String piece = BODY.substring(from, Math.min(BODY.length(), from + size));
      ByteBuf next = part.next(bytes(piece));
      if (next != null) {
        out.append(text(next));
      }
    }
    return out.toString();
  }

  @Test
  void isCompleteOnceItsLastByteCame() {
    PartOfBody part = new PartOfBody(new ByteRange(2, 4));

    assertThat(part.isComplete()).isFalse();
    part.next(bytes("0123"));
    assertThat(part.isComplete()).isFalse();
    part.next(bytes("4"));
    assertThat(part.isComplete()).isTrue();
  }

  @Test
  void anEmptyPieceIsNothing() {
    PartOfBody part = new PartOfBody(new ByteRange(0, 4));

    assertThat(part.next(new byte[0])).isNull();
    assertThat(text(part.next(bytes("01")))).isEqualTo("01");
  }
}
