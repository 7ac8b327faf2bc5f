package io.nearside.store.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A way to Redis for one sidecar alone, that a test can stall: bytes wait, nothing breaks. */
final class RedisRelay implements AutoCloseable {
  private final int redisPort;
  private final ServerSocket server;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private final Object gate = new Object();
  private boolean stalled;
  private volatile boolean closed;

  private RedisRelay(int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  static RedisRelay to(RedisProcess redis) {
    try {
      RedisRelay relay = new RedisRelay(redis.port());
      start(relay::acceptAll);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  void stall() {
    synchronized (gate) {
      stalled = true;
    }
  }

  void flow() {
    synchronized (gate) {
      stalled = false;
      gate.notifyAll();
    }
  }

  @Override
  public void close() {
    closed = true;
    flow();
    open.add(server);
    open.forEach(RedisRelay::closeQuietly);
  }

  private void acceptAll() {
    while (!closed) {
      try {
        accept(server.accept());
      } catch (IOException e) {
        // Closed, or Redis is away: the client's connection was closed, and it will try again.
      }
    }
  }

  private void accept(Socket client) throws IOException {
    open.add(client);
    try {
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      open.add(redis);
      start(() -> pump(client, redis));
      start(() -> pump(redis, client));
    } catch (IOException e) {
      closeQuietly(client);
      throw e;
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitFlow();
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // One side is gone, so both are closed.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private void awaitFlow() {
    synchronized (gate) {
      while (stalled) {
        try {
          gate.wait();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "redis-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
