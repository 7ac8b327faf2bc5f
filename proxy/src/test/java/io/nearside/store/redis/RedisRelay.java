package io.nearside.store.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A way to Redis for one sidecar alone, that a test can stall (bytes wait, nothing breaks) and cut
 * (connections end, new ones are closed as they come).
 */
public final class RedisRelay implements AutoCloseable {
  private final int redisPort;
  private final ServerSocket server;

  /** Guards what follows. */
  private final Object gate = new Object();

  private final Set<Closeable> open = new HashSet<>();
  private boolean requestsStalled;
  private boolean repliesStalled;
  private boolean cut;
  private boolean closed;

  private RedisRelay(int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** A relay to this server, which may die and come back on its port. */
  public static RedisRelay to(RedisProcess redis) {
    return to(redis.port());
  }

  /** A relay to this port of 127.0.0.1. */
  public static RedisRelay to(int redisPort) {
    try {
      RedisRelay relay = new RedisRelay(redisPort);
      start(relay::acceptAll);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String uri() {
    return "redis://127.0.0.1:" + port();
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Bytes wait, both ways. */
  public void stall() {
    stalled(true, true);
  }

  /** Commands reach Redis, but its replies wait. */
  public void stallReplies() {
    stalled(false, true);
  }

  /** Replies come, but commands wait. */
  public void stallRequests() {
    stalled(true, false);
  }

  /** Bytes flow again, both ways. */
  public void flow() {
    stalled(false, false);
  }

  /** Ends all connections, with what waits in them, and every new one as it comes. */
  public void cut() {
    List<Closeable> ending;
    synchronized (gate) {
      cut = true;
      ending = List.copyOf(open);
    }
    ending.forEach(RedisRelay::closeQuietly);
  }

  /** New connections are let through again, and bytes flow. */
  public void restore() {
    synchronized (gate) {
      cut = false;
    }
    flow();
  }

  @Override
  public void close() {
    synchronized (gate) {
      closed = true;
    }
    cut();
    closeQuietly(server);
    flow();
  }

  private void stalled(boolean requests, boolean replies) {
    synchronized (gate) {
      requestsStalled = requests;
      repliesStalled = replies;
      gate.notifyAll();
    }
  }

  private void acceptAll() {
    while (!isClosed()) {
      try {
        accept(server.accept());
      } catch (IOException e) {
        // Closed, or Redis is away: the client's connection was closed, and it will try again.
      }
    }
  }

  private boolean isClosed() {
    synchronized (gate) {
      return closed;
    }
  }

  private void accept(Socket client) throws IOException {
    if (!opened(client)) {
      return;
    }
    try {
      Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
      if (opened(redis)) {
        start(() -> pump(client, redis, true));
        start(() -> pump(redis, client, false));
      }
    } catch (IOException e) {
      ended(client);
      throw e;
    }
  }

  /** False, and the socket is closed, when the relay is cut. */
  private boolean opened(Socket socket) {
    synchronized (gate) {
      if (!cut) {
        open.add(socket);
        return true;
      }
    }
    closeQuietly(socket);
    return false;
  }

  private void ended(Socket socket) {
    synchronized (gate) {
      open.remove(socket);
    }
    closeQuietly(socket);
  }

  private void pump(Socket from, Socket to, boolean requests) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitFlow(requests);
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // One side is gone, so both are closed.
    } finally {
      ended(from);
      ended(to);
    }
  }

  private void awaitFlow(boolean requests) {
    synchronized (gate) {
      while (requests ? requestsStalled : repliesStalled) {
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
