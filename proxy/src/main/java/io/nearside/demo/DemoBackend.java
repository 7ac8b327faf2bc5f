package io.nearside.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The demo's backend: a product catalogue that takes 200 ms per read, on the JDK's own HTTP server.
 * Each answer says in {@code X-Backend-Reads} how many reads it has served, so that it shows when
 * it was not asked.
 */
public final class DemoBackend implements AutoCloseable {
  private static final Duration READ_DELAY = Duration.ofMillis(200);
  private static final int THREADS = 64;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final AtomicInteger reads;

  private DemoBackend(HttpServer server, ThreadPoolExecutor threads, AtomicInteger reads) {
    this.server = server;
    this.threads = threads;
    this.reads = reads;
  }

  /**
   * Starts it on this port of 127.0.0.1; 0 is a free one.
   *
   * @throws IOException when the port cannot be had
   */
  public static DemoBackend start(int port) throws IOException {
    return start(port, READ_DELAY);
  }

  /**
   * The same with another time for each read.
   *
   * @throws IOException when the port cannot be had
   */
  public static DemoBackend start(int port, Duration readDelay) throws IOException {
    // Head and body are two writes: without this the second may wait 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ThreadPoolExecutor threads = threads();
    AtomicInteger reads = new AtomicInteger();
    server.setExecutor(threads);
    server.createContext("/", new DemoHandler(new Catalogue(), reads, readDelay));
    server.start();
    return new DemoBackend(server, threads, reads);
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(10_000),
            task -> {
              Thread thread = new Thread(task, "demo-backend-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** How many reads it has served. */
  public int reads() {
    return reads.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
