package io.nearside.store;

import static io.nearside.store.Responses.builder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nearside.http.ByteRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredPartsTest {
  private static final PurgeLog.Mark MARK = new PurgeLog.Mark(1, 2);
  private static final byte[] SEVEN = "cdefghi".getBytes(StandardCharsets.US_ASCII);

  private static ByteRange range(long first, long last) {
    return new ByteRange(first, last);
  }

  private static StoredResponse of(long completeLength, ByteRange... parts) {
    StoredResponse stored =
        builder(MARK, 5).body(List.of(SEVEN)).parts(completeLength, List.of(parts)).build();
    return (StoredResponse) CacheValue.decode(stored.encoded());
  }

  private static String text(StoredResponse stored, ByteRange range) {
    int from = stored.offsetOf(range);
    byte[] bytes = Arrays.copyOfRange(stored.encoded(), from, from + (int) range.length());
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void aPartialResponseKnowsWhereItsPartsAre() {
    StoredResponse stored = of(20, range(2, 5), range(9, 11));
    assertThat(stored.isPartial()).isTrue();
    assertThat(stored.completeLength()).isEqualTo(20);
    assertThat(stored.parts()).containsExactly(range(2, 5), range(9, 11));
    assertThat(stored.bodyLength()).isEqualTo(7);
    assertThat(text(stored, range(3, 4))).isEqualTo("de");
    assertThat(text(stored, range(9, 11))).isEqualTo("ghi");
    assertThat(stored.covers(range(2, 9))).isFalse();
    assertThat(stored.covers(range(11, 12))).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> stored.offsetOf(range(5, 6)));
  }

  @Test
  void aWholeResponseIsOnePart() {
    StoredResponse stored = of(-1);
    assertThat(stored.isPartial()).isFalse();
    assertThat(stored.completeLength()).isEqualTo(7);
    assertThat(stored.parts()).containsExactly(range(0, 6));
    assertThat(text(stored, range(1, 2))).isEqualTo("de");
    assertThat(stored.covers(range(6, 7))).isFalse();
    assertThat(stored.covers(range(0, Long.MAX_VALUE - 1))).isFalse();
  }

  @Test
  void aPartThatIsEverythingIsAWholeResponse() {
    assertThat(of(7, range(0, 6)).isPartial()).isFalse();
    assertThat(builder(MARK).body(List.of()).parts(0, List.of()).build().parts()).isEmpty();
  }

  @Test
  void aRepresentationMayBeLargerThanMemory() {
    StoredResponse stored = of(Long.MAX_VALUE, range(Long.MAX_VALUE - 7, Long.MAX_VALUE - 1));
    assertThat(text(stored, range(Long.MAX_VALUE - 1, Long.MAX_VALUE - 1))).isEqualTo("i");
  }

  @Test
  void partsThatAreNotTheBodysAreRefused() {
    assertThatIllegalStateException().isThrownBy(() -> of(20, range(0, 5)));
    assertThatIllegalStateException().isThrownBy(() -> of(20, range(0, 7)));
    assertThatIllegalStateException().isThrownBy(() -> of(20));
    assertThatIllegalStateException().isThrownBy(() -> of(20, range(0, 2), range(3, 6)));
    assertThatIllegalStateException().isThrownBy(() -> of(20, range(0, 4), range(4, 5)));
    assertThatIllegalStateException().isThrownBy(() -> of(20, range(4, 6), range(0, 3)));
    assertThatIllegalStateException().isThrownBy(() -> of(8, range(0, 1), range(4, 8)));
    assertThatIllegalStateException().isThrownBy(() -> of(7, range(1, 7)));
    assertThatIllegalStateException()
        .isThrownBy(() -> builder(MARK).status(404).parts(9, List.of(range(0, 1))).build());
  }

  @Test
  void partsOutsideTheirBoundsAreNothing() {
    byte[] good = of(20, range(2, 5), range(9, 11)).encoded();
    int parts = StoredFormat.HEADER + 8;
    for (long[] change :
        new long[][] {
          {parts, -1},
          {parts, 1},
          {parts, 6},
          {parts + 8, 8},
          {parts + 8, Long.MAX_VALUE},
          {parts + 16, 6},
          {parts + 24, 20},
          {parts + 24, Long.MAX_VALUE},
          {StoredFormat.COMPLETE_LENGTH, 11},
          {StoredFormat.COMPLETE_LENGTH, -1}
        }) {
      byte[] bytes = good.clone();
      ByteBuffer.wrap(bytes).putLong((int) change[0], change[1]);
      assertThat(CacheValue.decode(bytes)).as(Arrays.toString(change)).isNull();
    }
  }

  @Test
  void aWholeBodyOfAnotherLengthThanItSaysIsNothing() {
    byte[] bytes = of(-1).encoded();
    ByteBuffer.wrap(bytes).putLong(StoredFormat.COMPLETE_LENGTH, 8);
    assertThat(CacheValue.decode(bytes)).isNull();
  }

  @Test
  void anEntityTagOutsideTheHeadIsNothing() {
    byte[] head = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] good = builder(MARK).head(head).build().encoded();
    assertThat(CacheValue.decode(good)).isNotNull();
    for (int place : new int[] {-1, 0, 22, head.length - 2, Integer.MAX_VALUE}) {
      byte[] bytes = good.clone();
      ByteBuffer.wrap(bytes).putInt(StoredFormat.ENTITY_TAG_PLACE, place);
      assertThat(CacheValue.decode(bytes)).as("%d", place).isNull();
    }
    for (int length : new int[] {-1, 0, 2, 4, 100, Integer.MAX_VALUE}) {
      byte[] bytes = good.clone();
      ByteBuffer.wrap(bytes).putInt(StoredFormat.ENTITY_TAG_LENGTH, length);
      assertThat(CacheValue.decode(bytes)).as("%d", length).isNull();
    }
  }

  @Test
  void theBodyOfAnotherComesWithItsParts() {
    StoredResponse old = of(20, range(2, 5), range(9, 11));
    StoredResponse freshened = builder(MARK, 1, 2, 3).bodyOf(old).build();
    assertThat(freshened.parts()).isEqualTo(old.parts());
    assertThat(freshened.completeLength()).isEqualTo(20);
    assertThat(text(freshened, range(9, 11))).isEqualTo("ghi");

    StoredResponse whole = builder(MARK).bodyOf(of(-1)).build();
    assertThat(whole.isPartial()).isFalse();
    assertThat(text(whole, range(0, 6))).isEqualTo("cdefghi");
  }
}
