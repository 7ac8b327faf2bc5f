package io.nearside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A backend on a raw socket whose script controls every byte that it answers. For what WireMock
 * cannot do: broken framing, 1xx, trailers, half-close, resets at a point.
 *
 * <p>Each connection is served on its own daemon thread. An {@link IOException} ends a script
 * silently, because peers go away; anything else that it throws is thrown again by {@link #close}.
 */
public final class ScriptedUpstream implements Closeable {
  private static final long TIMEOUT_MILLIS = 10_000;

  /** What happens on a connection. It is closed when the script returns. */
  @FunctionalInterface
  public interface Script {
    void serve(Connection connection) throws IOException;
  }

  private final ServerSocket server;
  private final Script script;
  private final Thread accepting;
  private final List<Request> requests = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private Throwable failure;
  private Socket placeholder;

  private ScriptedUpstream(Script script, String host, int port) throws IOException {
    this.script = script;
    this.server = new ServerSocket(port, 1024, InetAddress.getByName(host));
    this.accepting = daemon("scripted-upstream-accept", this::accept);
  }

  /** A backend that runs this script for each connection. */
  public static ScriptedUpstream serving(Script script) throws IOException {
    return new ScriptedUpstream(script, "127.0.0.1", 0);
  }

  /** Likewise at another address of this machine, such as 127.0.0.2. */
  public static ScriptedUpstream servingAt(String host, int port, Script script)
      throws IOException {
    return new ScriptedUpstream(script, host, port);
  }

  /** A keep-alive backend that answers each request with these bytes, written as Latin-1. */
  public static ScriptedUpstream answering(Function<Request, String> answer) throws IOException {
    return answeringBytes(request -> MessageReader.latin1(answer.apply(request)));
  }

  /** A keep-alive backend that answers each request with these bytes. */
  public static ScriptedUpstream answeringBytes(Function<Request, byte[]> answer)
      throws IOException {
    return serving(
        connection -> {
          for (Request next = connection.readRequest();
              next != null;
              next = connection.readRequest()) {
            next.body();
            connection.write(answer.apply(next));
          }
        });
  }

  /** A whole response with a {@code Content-Length}; each line is {@code Name: value}. */
  public static String response(int status, String body, String... lines) {
    StringBuilder out = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    for (String line : lines) {
      out.append(line).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return out.append("Content-Length: " + length + "\r\n\r\n" + body).toString();
  }

  public int port() {
    return server.getLocalPort();
  }

  /** {@code http://127.0.0.1:port}, without a slash at its end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The requests so far, in the order in which their heads were read. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  public synchronized int requestCount() {
    return requests.size();
  }

  /** How many connections were accepted so far. */
  public synchronized int connectionCount() {
    return connections.size();
  }

  /** Returns as soon as there were this many requests. */
  public List<Request> awaitRequests(int count) {
    return await("requests", count, requests);
  }

  /** Returns as soon as this many connections were accepted. */
  public List<Connection> awaitConnections(int count) {
    return await("connections", count, connections);
  }

  private synchronized <T> List<T> await(String what, int count, List<T> list) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
    while (list.size() < count) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("waited for " + count + " " + what + ", saw " + list);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
    return List.copyOf(list);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Connection connection = new Connection(socket, this::received);
        connected(connection);
        daemon("scripted-upstream-" + socket.getPort(), () -> serve(connection));
      }
    } catch (IOException closed) {
      // The server socket was closed: nothing more to accept.
    }
  }

  private void serve(Connection connection) {
    try (connection) {
      run(connection);
    } catch (IOException gone) {
      // The peer went away, or the script reset the connection.
    }
  }

  /** Remembers a failure before the connection is closed: what the peer then sees comes later. */
  private void run(Connection connection) throws IOException {
    try {
      script.serve(connection);
    } catch (RuntimeException | Error unexpected) {
      failed(unexpected);
    }
  }

  private synchronized void connected(Connection connection) {
    connections.add(connection);
    notifyAll();
  }

  private synchronized void received(Request request) {
    requests.add(request);
    notifyAll();
  }

  private synchronized void failed(Throwable unexpected) {
    if (failure == null) {
      failure = unexpected;
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Ends all connections and refuses new ones. The port stays taken: nobody else answers there. */
  public void refuse() throws IOException {
    int port = port();
    stopAccepting();
    placeholder = new Socket();
    placeholder.setReuseAddress(true);
    placeholder.bind(new InetSocketAddress("127.0.0.1", port));
    List<Connection> open;
    synchronized (this) {
      open = List.copyOf(connections);
    }
    for (Connection connection : open) {
      connection.close();
    }
  }

  /** The port is free, and no connection comes any more, when the thread that accepts has ended. */
  private void stopAccepting() throws IOException {
    server.close();
    try {
      accepting.join(TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the upstream stops", e);
    }
  }

  @Override
  public void close() throws IOException {
    stopAccepting();
    if (placeholder != null) {
      placeholder.close();
    }
    List<Connection> open;
    Throwable thrown;
    synchronized (this) {
      open = List.copyOf(connections);
      thrown = failure;
    }
    for (Connection connection : open) {
      connection.close();
    }
    if (thrown != null) {
      throw new AssertionError("the upstream's script failed", thrown);
    }
  }
}
