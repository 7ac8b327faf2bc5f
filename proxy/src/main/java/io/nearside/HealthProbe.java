package io.nearside;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * The container's health check: asks the admin port for {@code /healthz} and exits with 0 or 1.
 *
 * <p>Images without curl have nothing else to ask with. It loads the JDK only, no Netty and no
 * logger, so that a check every few seconds stays cheap. {@code NEARSIDE_ADMIN} names the address
 * where it is not {@code 127.0.0.1:9090}.
 */
public final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final String OK = "HTTP/1.1 200 ";
  private static final byte[] REQUEST =
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  private HealthProbe() {}

  public static void main(String[] args) {
    String address = System.getenv("NEARSIDE_ADMIN");
    System.exit(healthy(address == null ? "127.0.0.1:9090" : address, TIMEOUT_MILLIS) ? 0 : 1);
  }

  /** Whether what listens on this {@code HOST:PORT} says within the time that it is well. */
  static boolean healthy(String address, int timeoutMillis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(address.substring(colon + 1));
      String host = address.substring(0, Math.max(colon, 0));
      socket.connect(new InetSocketAddress(host, port), timeoutMillis);
      socket.getOutputStream().write(REQUEST);
      return startsWithOk(socket, deadline);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(address + ": " + e);
      return false;
    }
  }

  private static boolean startsWithOk(Socket socket, long deadline) throws IOException {
    for (int i = 0; i < OK.length(); i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      socket.setSoTimeout((int) Math.max(1, left));
      if (socket.getInputStream().read() != OK.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
