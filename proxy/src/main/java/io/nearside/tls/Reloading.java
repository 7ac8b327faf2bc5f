package io.nearside.tls;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generation in use, made anew on a thread of its own when the files change. What cannot be
 * used is told once, and the generation before it stays. Safe on all threads.
 */
final class Reloading implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  /** Where generations come from. */
  interface Source {
    Generation read() throws IOException;
  }

  private final String files;
  private final FileWatch watch;
  private final Source source;
  private final ScheduledExecutorService thread;
  private Generation current;
  private boolean closed;

  private Reloading(List<String> files, Source source) throws IOException {
    this.files = String.join(", ", files);
    this.source = source;
    // First, so that what changes while it is read counts as a change.
    this.watch = new FileWatch(files);
    this.current = source.read();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "nearside-certificates");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Reads the first generation.
   *
   * @param everyMillis how often the files are looked at
   * @throws IOException when one of the files cannot be used; says which and why
   */
  static Reloading open(List<String> files, Source source, long everyMillis) throws IOException {
    Reloading opened = new Reloading(files, source);
    if (!files.isEmpty()) {
      opened.thread.scheduleWithFixedDelay(
          opened::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }
    return opened;
  }

  /** The generation in use, to be released by the caller. */
  synchronized Generation hold() {
    current.retain();
    return current;
  }

  /** Looks at the files now. */
  void look() {
    try {
      if (watch.hasChanged()) {
        replace(source.read());
        LOG.info("certificates were read again: {}", files);
      }
    } catch (IOException | RuntimeException unusable) {
      LOG.error("changed certificates are not used: {}", unusable.getMessage());
    }
  }

  private synchronized void replace(Generation next) {
    if (closed) {
      next.release();
      return;
    }
    Generation before = current;
    current = next;
    before.release();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    synchronized (this) {
      if (!closed) {
        closed = true;
        current.release();
      }
    }
  }
}
