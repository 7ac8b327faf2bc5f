package io.nearside.measure;

import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.PurgeLog.Standing;
import io.nearside.store.PurgeTable;
import io.nearside.store.Responses;
import io.nearside.store.StoredResponse;
import java.lang.ref.Reference;
import java.util.stream.LongStream;

/** What the table of purges weighs, and what a check costs while other things are purged. */
public final class PurgeTableMeasurement {
  private static final int COPIES = 10_000;
  private static final int ROUNDS = 300;

  private PurgeTableMeasurement() {}

  public static void main(String[] arguments) {
    for (int tags : new int[] {1_000, 100_000, 1_000_000, 10_000_000}) {
      long before = used();
      PurgeTable table = filled(tags);
      long after = used();
      System.out.printf("%,d tags: %.1f MB%n", tags, (after - before) / 1e6);
      Reference.reachabilityFence(table);
    }
    check(new PurgeTable(1, 0, 0), "an empty table");
    check(filled(1_000_000), "a full table");
  }

  private static PurgeTable filled(int tags) {
    PurgeTable table = new PurgeTable(1, 0, 0);
    long[] one = new long[1];
    for (int i = 0; i < tags; i++) {
      one[0] = i * 0x9E3779B97F4A7C15L;
      table.purgeHard(one, i + 1);
    }
    table.applied(tags);
    return table;
  }

  private static void check(PurgeTable table, String what) {
    Mark mark = new Mark(1, 1L << 40);
    StoredResponse[] copies = new StoredResponse[COPIES];
    for (int i = 0; i < COPIES; i++) {
      int at = i;
      copies[i] =
          Responses.response(mark, LongStream.range(0, 15).map(t -> -1 - at * 15L - t).toArray());
    }
    long known = 0;
    long anew = 0;
    for (int round = 0; round < ROUNDS; round++) {
      table.purgeHard(new long[] {round}, 1);
      long a = nanosPerCheck(table, copies);
      long b = nanosPerCheck(table, copies);
      if (round >= ROUNDS / 2) {
        anew += a;
        known += b;
      }
    }
    int counted = ROUNDS - ROUNDS / 2;
    System.out.printf(
        "%s, 15 tags: a check %.1f ns, after a purge of something else %.1f ns%n",
        what, known / 100.0 / counted, anew / 100.0 / counted);
  }

  /** In hundredths. */
  private static long nanosPerCheck(PurgeTable table, StoredResponse[] copies) {
    long start = System.nanoTime();
    int good = 0;
    for (StoredResponse copy : copies) {
      good += table.standing(copy) == Standing.GOOD ? 1 : 0;
    }
    long took = System.nanoTime() - start;
    if (good != copies.length) {
      throw new AssertionError("only " + good + " were good");
    }
    return took * 100 / copies.length;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
