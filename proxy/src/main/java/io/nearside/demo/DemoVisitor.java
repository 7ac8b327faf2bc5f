package io.nearside.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks for one product twice before anybody else does: a Java process is slow at whatever it does
 * for the first time, and the demo is to show what it is like from then on.
 */
public final class DemoVisitor {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final String GET = "GET /catalog/items/1 HTTP/1.1\r\nHost: demo\r\n";

  private DemoVisitor() {}

  /** Visits the proxy on this port of 127.0.0.1. A visit that fails is none. */
  public static void visit(int proxyPort) {
    try {
      ask(proxyPort);
      ask(proxyPort);
    } catch (IOException notThere) {
      // The guide is printed all the same, and tells where to look.
    }
  }

  private static void ask(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = GET + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      answer.readAllBytes();
    }
  }
}
