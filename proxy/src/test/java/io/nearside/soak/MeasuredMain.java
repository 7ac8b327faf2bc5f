package io.nearside.soak;

import io.nearside.Main;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The sidecar as it ships, in a process that also tells on request what memory it takes: for a line
 * on standard input one on standard output. When standard input ends, so does the process.
 */
final class MeasuredMain {
  /** The request for figures as they are. */
  static final String MEASURE = "measure";

  /** The request for figures after garbage was collected and leaked buffers were reported. */
  static final String COLLECT = "collect";

  private MeasuredMain() {}

  public static void main(String[] arguments) {
    Thread answering = new Thread(MeasuredMain::answer, "answers how much memory is taken");
    answering.setDaemon(true);
    answering.start();
    Main.main(arguments);
  }

  private static void answer() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals(COLLECT)) {
          collect();
        }
        System.out.println(figures());
      }
    } catch (IOException ended) {
      // as at the end of input
    }
    Runtime.getRuntime().halt(1);
  }

  /** Twice: what the first collection found is reported by the next allocation. */
  private static void collect() {
    for (int i = 0; i < 2; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      PooledByteBufAllocator.DEFAULT.heapBuffer(16).release();
    }
  }

  private static String figures() {
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory())
        + " "
        + PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()
        + " "
        + PlatformDependent.usedDirectMemory()
        + " "
        + ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
