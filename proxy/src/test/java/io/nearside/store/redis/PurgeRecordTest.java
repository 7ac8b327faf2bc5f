package io.nearside.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PurgeRecordTest {
  private final PurgeRecord record =
      new PurgeRecord(5, -6, 7, false, new long[] {1, -2}, new long[] {3});

  @Test
  void isReadAsItWasWritten() {
    PurgeRecord read = PurgeRecord.decode(record.encoded());
    assertThat(read).usingRecursiveComparison().isEqualTo(record);
  }

  @Test
  void oneThatPurgesEverythingIsReadAsThat() {
    byte[] encoded = new PurgeRecord(5, 6, 7, true, new long[0], new long[0]).encoded();
    assertThat(PurgeRecord.decode(encoded).everything()).isTrue();
  }

  @Test
  void oneOfAnotherLengthIsNotRead() {
    byte[] encoded = record.encoded();
    for (int length = 0; length < encoded.length; length++) {
      assertThat(PurgeRecord.decode(Arrays.copyOf(encoded, length))).isNull();
    }
    assertThat(PurgeRecord.decode(Arrays.copyOf(encoded, encoded.length + 8))).isNull();
  }

  @Test
  void oneOfAnotherVersionOrWithUnknownFlagsIsNotRead() {
    for (int offset : new int[] {0, 1, 2, 3}) {
      byte[] encoded = record.encoded();
      encoded[offset] += 2;
      assertThat(PurgeRecord.decode(encoded)).isNull();
    }
  }

  @Test
  void anEpochThatLeavesNoRoomAboveIsNotRead() {
    assertThat(PurgeRecord.decode(PurgeRecord.ofEpoch(Long.MAX_VALUE, 1).encoded())).isNull();
    assertThat(PurgeRecord.decode(PurgeRecord.ofEpoch(0, 1).encoded())).isNull();
  }
}
