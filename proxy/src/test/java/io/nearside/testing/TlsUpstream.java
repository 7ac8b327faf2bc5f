package io.nearside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A backend of the JDK over TLS, which asks for a certificate and does as its script says. */
public final class TlsUpstream implements Closeable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final Map<Socket, Socket> BELOW = new ConcurrentHashMap<>();

  /** Answers a request's head. */
  public interface Answer {
    void to(SSLSocket socket, String request) throws IOException;
  }

  private final ServerSocket listening;
  private final SSLContext context;
  private final Answer answer;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private TlsUpstream(SSLContext context, Answer answer) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    this.context = context;
    this.answer = answer;
  }

  public static TlsUpstream serving(SSLContext context, Answer answer) throws IOException {
    TlsUpstream upstream = new TlsUpstream(context, answer);
    daemon(upstream::accept);
    return upstream;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tls-upstream");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void serve(Socket below) {
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(below, null, true)) {
      BELOW.put(socket, below);
      below.setSoTimeout(TIMEOUT_MILLIS);
      socket.setUseClientMode(false);
      socket.setWantClientAuth(true);
      String head;
      while (!(head = head(socket.getInputStream())).isEmpty()) {
        answer.to(socket, head);
      }
    } catch (IOException over) {
      // What the sidecar makes of that is for the test to see.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Ends the connection as somebody would who is not the server. */
  public static void endWithoutNotify(SSLSocket socket) throws IOException {
    Socket below = BELOW.get(socket);
    below.shutdownOutput();
    below.close();
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many there have been. */
  public int connectionCount() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
