package io.nearside.store.redis;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** TLS in front of a Redis that has none, so that any redis-server binary will do. */
final class TlsRelay implements AutoCloseable {
  private final int redisPort;
  private final SSLServerSocket server;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();

  TlsRelay(RedisProcess redis, SSLContext context, boolean asksForCertificate) throws IOException {
    this.redisPort = redis.port();
    this.server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(asksForCertificate);
    start(this::acceptAll);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    open.add(server);
    open.forEach(TlsRelay::closeQuietly);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
        open.add(redis);
        start(() -> pump(client, redis));
        start(() -> pump(redis, client));
      } catch (IOException e) {
        // Closed, or Redis is away.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      byte[] buffer = new byte[8192];
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
        to.getOutputStream().flush();
      }
    } catch (IOException e) {
      // A refused handshake, or one side is gone: both are closed.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tls-relay");
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
