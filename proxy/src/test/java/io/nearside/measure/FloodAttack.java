package io.nearside.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A hostile HTTP/2 client that sends one flood at full speed over a few connections, and comes back
 * at once when one is closed. Its own process, so that {@code nice} leaves the core to the clients
 * that are measured. Arguments: flood, host, port, path, connections, seconds.
 */
public final class FloodAttack {
  private static final int PIECE_BYTES = 16 << 10;

  private final Flood flood;
  private final InetSocketAddress server;
  private final String path;
  private final long endNanos;
  private final LongAdder pieces = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final LongAdder refused = new LongAdder();

  private FloodAttack(Flood flood, InetSocketAddress server, String path, long endNanos) {
    this.flood = flood;
    this.server = server;
    this.path = path;
    this.endNanos = endNanos;
  }

  public static void main(String[] arguments) throws InterruptedException {
    int seconds = Integer.parseInt(arguments[5]);
    FloodAttack attack =
        new FloodAttack(
            Flood.valueOf(arguments[0]),
            new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])),
            arguments[3],
            System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
      Thread thread = new Thread(attack::run);
      thread.setDaemon(true); // one that is stuck in a write is left there
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(seconds + 1));
    }
    System.out.printf(
        "%d pieces/s, %.1f connections/s, %d refused%n",
        attack.pieces.sum() / seconds,
        1.0 * attack.connections.sum() / seconds,
        attack.refused.sum());
  }

  private void run() {
    while (goesOn()) {
      try (Socket socket = new Socket()) {
        socket.connect(server, 1_000);
        connections.increment();
        flood(socket);
      } catch (IOException closed) {
        refused.increment();
      }
    }
  }

  private boolean goesOn() {
    return System.nanoTime() < endNanos;
  }

  private void flood(Socket socket) throws IOException {
    OutputStream output = socket.getOutputStream();
    InputStream input = socket.getInputStream();
    Frames frames = new Frames().preface();
    int stream = Flood.FIRST_STREAM;
    while (goesOn() && stream < Flood.LAST_STREAM) {
      int written = 0;
      while (frames.size() < PIECE_BYTES && stream < Flood.LAST_STREAM) {
        stream = flood.write(frames, stream, server.getHostString(), path);
        written++;
      }
      output.write(frames.take());
      pieces.add(written);
      input.skipNBytes(input.available());
    }
  }
}
