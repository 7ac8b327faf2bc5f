package io.nearside.store;

import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** A reader must never see GOOD after the call that purged returned. */
class PurgeTableStressTest {
  private static final int ROUNDS = 100_000;
  private static final long TAG = 7;

  /** A response, and whether the call that purged it has returned. */
  private record Copy(StoredResponse response, AtomicBoolean purged) {}

  private final AtomicReference<Copy> current = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final LongAdder goodAfterPurge = new LongAdder();
  private final LongAdder checksAfterPurge = new LongAdder();

  @Test
  void noReaderFindsACopyGoodOnceItsPurgeReturned() throws InterruptedException {
    PurgeTable table = new PurgeTable(1, 1, 0);
    put(1);
    Thread[] readers = {new Thread(() -> read(table)), new Thread(() -> read(table))};
    for (Thread reader : readers) {
      reader.start();
    }
    for (int position = 2; position < ROUNDS; position++) {
      Copy copy = current.get();
      purgeOneWayOrAnother(table, position);
      copy.purged().set(true);
      put(position);
    }
    over.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(goodAfterPurge.sum()).isZero();
    assertThat(checksAfterPurge.sum()).isPositive();
  }

  private void purgeOneWayOrAnother(PurgeTable table, int position) {
    long[] tags = {TAG};
    switch (position % 4) {
      case 0 -> table.purgeHard(tags, position);
      case 1 -> table.purgeEverything(position);
      case 2 -> {
        table.hold(tags);
        table.purgeHard(tags, position);
        table.release(tags);
      }
      default -> {
        table.holdEverything();
        table.purgeHard(tags, position);
        table.releaseEverything();
      }
    }
    table.applied(position);
  }

  private void put(long position) {
    current.set(new Copy(response(new Mark(1, position), TAG), new AtomicBoolean()));
  }

  private void read(PurgeTable table) {
    while (!over.get()) {
      Copy copy = current.get();
      boolean purgedBefore = copy.purged().get();
      Standing standing = table.standing(copy.response());
      if (purgedBefore) {
        checksAfterPurge.increment();
        if (standing == Standing.GOOD) {
          goodAfterPurge.increment();
        }
      }
    }
  }
}
