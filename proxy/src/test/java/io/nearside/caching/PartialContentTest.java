package io.nearside.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.ByteRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialContentTest {
  private static ByteRange range(long first, long last) {
    return new ByteRange(first, last);
  }

  @Test
  void nothingOneOrMorePiecesAreMissing() {
    List<ByteRange> there = List.of(range(2, 4), range(8, 9));
    assertThat(PartialContent.missing(there, range(2, 3))).isEmpty();
    assertThat(PartialContent.gap(there, range(2, 3))).isNull();
    assertThat(PartialContent.gap(there, range(3, 8))).isEqualTo(range(5, 7));
    assertThat(PartialContent.gap(there, range(5, 6))).isEqualTo(range(5, 6));
    assertThat(PartialContent.gap(there, range(8, 20))).isEqualTo(range(10, 20));
    assertThat(PartialContent.gap(there, range(0, 8))).isNull();
    assertThat(PartialContent.missing(there, range(0, 8)))
        .containsExactly(range(0, 1), range(5, 7));
    assertThat(PartialContent.gap(List.of(), range(0, 8))).isEqualTo(range(0, 8));
  }

  @Test
  void touchingPartsBecomeOne() {
    assertThat(PartialContent.with(List.of(range(0, 1), range(4, 5)), range(2, 3)))
        .containsExactly(range(0, 5));
    assertThat(PartialContent.with(List.of(range(4, 5)), range(0, 2)))
        .containsExactly(range(0, 2), range(4, 5));
  }

  @Test
  void tooManyPartsAreNotKept() {
    List<ByteRange> there = new ArrayList<>();
    for (int i = 0; i < PartialContent.MAX_PARTS; i++) {
      there.add(range(10 * i, 10 * i));
    }
    assertThat(PartialContent.with(there, range(5, 5))).isNull();
    assertThat(PartialContent.with(there, range(1, 1))).hasSize(PartialContent.MAX_PARTS);
    assertThat(PartialContent.isNormal(there, 1000)).isTrue();
    there.add(range(900, 900));
    assertThat(PartialContent.isNormal(there, 1000)).isFalse();
  }

  @Test
  void theFarEndOfNumbersIsNoTrouble() {
    long end = Long.MAX_VALUE - 1;
    assertThat(PartialContent.with(List.of(range(0, 0)), range(end, end)))
        .containsExactly(range(0, 0), range(end, end));
    assertThat(PartialContent.gap(List.of(range(end, end)), range(3, end)))
        .isEqualTo(range(3, end - 1));
    assertThat(PartialContent.isNormal(List.of(range(end, end), range(0, 0)), Long.MAX_VALUE))
        .isFalse();
  }

  @Test
  void unionAndMissingAreThoseOfTheBytes() {
    long seed = 99;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<ByteRange> parts = List.of();
      BitSet bytes = new BitSet();
      for (int i = 0; i < 12; i++) {
        ByteRange added = any(random);
        parts = PartialContent.with(parts, added);
        bytes.set((int) added.first(), (int) added.last() + 1);
        assertThat(parts).as("seed %d round %d", seed, round).isEqualTo(runs(bytes));
        assertThat(PartialContent.isNormal(parts, 60)).isTrue();
        assertThat(PartialContent.length(parts)).isEqualTo(bytes.cardinality());
      }
      ByteRange wanted = any(random);
      BitSet missing = new BitSet();
      missing.set((int) wanted.first(), (int) wanted.last() + 1);
      missing.andNot(bytes);
      assertThat(PartialContent.missing(parts, wanted)).isEqualTo(runs(missing));
    }
  }

  private static ByteRange any(Random random) {
    int first = random.nextInt(50);
    return range(first, first + random.nextInt(random.nextBoolean() ? 2 : 10));
  }

  private static List<ByteRange> runs(BitSet bytes) {
    List<ByteRange> runs = new ArrayList<>();
    for (int first = bytes.nextSetBit(0); first >= 0; ) {
      int end = bytes.nextClearBit(first);
      runs.add(range(first, end - 1));
      first = bytes.nextSetBit(end);
    }
    return runs;
  }
}
