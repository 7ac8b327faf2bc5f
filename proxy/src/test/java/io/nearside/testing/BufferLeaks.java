package io.nearside.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class after which Netty's leak detector reports a buffer that was never released.
 * Use it with {@code @ExtendWith(BufferLeaks.class)}.
 *
 * <p>Stop what the test started before the class ends (an instance per class, or {@code
 * try}-with-resources): a buffer that is still referenced is not seen.
 */
public final class BufferLeaks implements BeforeAllCallback, AfterAllCallback {
  /*
   * The detector notices a leaked buffer when the garbage collector has cleared its reference, and
   * reports it on the next allocation. Two collections, each confirmed by a reference of our own,
   * see to it that all references of the first one have been handed over before we allocate.
   */
  private static final int COLLECTIONS = 2;
  private static final long COLLECTION_TIMEOUT_MILLIS = 10_000;

  private static final Reports REPORTS = Reports.attach();

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    String earlier = drain();
    if (!earlier.isEmpty()) {
      throw new AssertionError("buffers were leaked before this class began:\n" + earlier);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    String leaks = drain();
    if (!leaks.isEmpty()) {
      throw new AssertionError("buffers were leaked:\n" + leaks);
    }
  }

  /** Makes the detector report, and returns and forgets all reports so far; empty without any. */
  public static String drain() {
    for (int i = 0; i < COLLECTIONS; i++) {
      awaitCollection();
    }
    ByteBufAllocator.DEFAULT.directBuffer(16).release();
    ByteBufAllocator.DEFAULT.heapBuffer(16).release();
    return REPORTS.drain();
  }

  private static void awaitCollection() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), queue);
    try {
      System.gc();
      if (queue.remove(COLLECTION_TIMEOUT_MILLIS) == null) {
        throw new AssertionError("the garbage collector did not run: is it disabled?");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the garbage collector", e);
    } finally {
      Reference.reachabilityFence(sentinel);
    }
  }

  /** Collects what the detector logs, for as long as the process lives. */
  private static final class Reports extends AppenderBase<ILoggingEvent> {
    private final List<String> texts = new ArrayList<>();

    static Reports attach() {
      Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
      Reports reports = new Reports();
      reports.setContext(logger.getLoggerContext());
      reports.start();
      logger.addAppender(reports);
      return reports;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        texts.add(event.getFormattedMessage());
      }
    }

    String drain() {
      synchronized (this) {
        String all = String.join("\n", texts);
        texts.clear();
        return all;
      }
    }
  }
}
