package io.nearside.store;

import static io.nearside.http.ListedFields.fields;
import static io.nearside.store.Responses.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.PartialContent;
import io.nearside.http.ByteRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CombiningTest {
  private static final PurgeLog.Mark MARK = new PurgeLog.Mark(1, 2);
  private static final int COMPLETE = 40;

  private static StoredResponse part(int first, byte[] bytes) {
    List<ByteRange> parts = List.of(new ByteRange(first, first + bytes.length - 1));
    return builder(MARK).body(List.of(bytes)).parts(COMPLETE, parts).build();
  }

  @Test
  void theResultIsThatOfWritingIntoOneArray() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      byte[] model = new byte[COMPLETE];
      boolean[] known = new boolean[COMPLETE];
      int first = random.nextInt(COMPLETE - 10);
      StoredResponse stored =
          part(first, write(model, known, first, 1 + random.nextInt(10), random));
      for (int i = 0; i < 8; i++) {
        int at = random.nextInt(COMPLETE - 10);
        byte[] bytes = write(model, known, at, 1 + random.nextInt(10), random);
        ByteRange added = new ByteRange(at, at + bytes.length - 1);
        Combining.Combined combined = Combining.combine(stored, added, bytes, COMPLETE);
        stored =
            (StoredResponse) CacheValue.decode(builder(MARK).combined(combined).build().encoded());
        assertHolds(stored, model, known, "seed " + seed + " round " + round);
      }
    }
  }

  private static byte[] write(byte[] model, boolean[] known, int at, int length, Random random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, model, at, length);
    Arrays.fill(known, at, at + length, true);
    return bytes;
  }

  private static void assertHolds(
      StoredResponse stored, byte[] model, boolean[] known, String where) {
    for (int i = 0; i < COMPLETE; i++) {
      ByteRange one = new ByteRange(i, i);
      assertThat(stored.covers(one)).as(where).isEqualTo(known[i]);
      if (known[i]) {
        assertThat(stored.encoded()[stored.offsetOf(one)]).as(where).isEqualTo(model[i]);
      }
    }
  }

  @Test
  void theLastPartMakesItWhole() {
    Combining.Combined combined =
        Combining.combine(part(0, new byte[30]), new ByteRange(30, 39), new byte[10], 40);
    StoredResponse whole = builder(MARK).combined(combined).build();
    assertThat(whole.isPartial()).isFalse();
    assertThat(whole.completeLength()).isEqualTo(COMPLETE);
  }

  @Test
  void whatIsTooLargeOrNotOfThisRepresentationIsRefused() {
    StoredResponse stored = part(0, new byte[30]);
    assertThat(Combining.combine(stored, new ByteRange(30, 39), new byte[10], 39)).isNull();
    assertThat(Combining.combine(stored, new ByteRange(30, 39), new byte[9], 40)).isNull();
    assertThat(Combining.combine(stored, new ByteRange(31, 40), new byte[10], 99)).isNull();
  }

  @Test
  void onlyPartsWithTheSameStrongEntityTagAreCombined() {
    StoredResponse strong = tagged("\"a\"");
    assertThat(PartialContent.mayCombine(strong, fields("ETag", "\"a\""))).isTrue();
    assertThat(PartialContent.mayCombine(strong, fields("ETag", "\"b\""))).isFalse();
    assertThat(PartialContent.mayCombine(strong, fields("ETag", "W/\"a\""))).isFalse();
    assertThat(PartialContent.mayCombine(strong, fields())).isFalse();
    assertThat(PartialContent.mayCombine(tagged("W/\"a\""), fields("ETag", "W/\"a\""))).isFalse();
    assertThat(PartialContent.mayCombine(builder(MARK).build(), fields())).isFalse();
  }

  private static StoredResponse tagged(String entityTag) {
    String head = "HTTP/1.1 200 OK\r\nETag: " + entityTag + "\r\n";
    return builder(MARK).head(head.getBytes(StandardCharsets.US_ASCII)).build();
  }
}
