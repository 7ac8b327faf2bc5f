package io.nearside.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The backend: does what the path says ({@link BackendConnection}), and keeps its versions. */
final class Backend implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final ServerSocket listening;
  private final Tally tally;
  private final ConcurrentHashMap<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> daemon(task, "backend"));

  Backend(Tally tally) throws IOException {
    this.tally = tally;
    listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 256 << 10);
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How many requests have come. */
  long requests() {
    return requests.get();
  }

  void received() {
    requests.incrementAndGet();
  }

  long version(Resource resource) {
    return versionOf(resource).get();
  }

  /** Changes a resource. Returns its new version. */
  long change(Resource resource) {
    return versionOf(resource).incrementAndGet();
  }

  private AtomicLong versionOf(Resource resource) {
    return versions.computeIfAbsent(resource.path(), path -> new AtomicLong());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      BackendConnection connection = new BackendConnection(this, tally, wire);
      while (connection.serveNext()) {
        // the next request
      }
    } catch (IOException gone) {
      // the sidecar's right: its client may have left
    } catch (RuntimeException odd) {
      tally.wrong("backend: " + odd);
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
