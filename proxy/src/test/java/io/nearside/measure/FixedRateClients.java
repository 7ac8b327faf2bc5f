package io.nearside.measure;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that each have a connection in HTTP/2 and ask at a fixed rate. A request's time counts
 * from when it was due, so that one that is late because of the one before it is late.
 */
final class FixedRateClients {
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final int WINDOW = 1 << 30;

  private final InetSocketAddress server;
  private final String path;
  private final int clients;
  private final int perSecond;

  /** So many clients, which ask so often altogether. */
  FixedRateClients(InetSocketAddress server, String path, int clients, int perSecond) {
    this.server = server;
    this.path = path;
    this.clients = clients;
    this.perSecond = perSecond;
  }

  /** How long requests took, sorted, and how many had no answer with 200. */
  record Times(long[] nanos, int failed) {
    double millis(double quantile) {
      int at = Math.min(nanos.length - 1, (int) (nanos.length * quantile));
      return nanos.length == 0 ? Double.NaN : nanos[at] / 1e6;
    }
  }

  Times ask(int seconds) throws InterruptedException {
    int each = perSecond * seconds / clients;
    long[][] took = new long[clients][];
    AtomicInteger failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    long apart = TimeUnit.SECONDS.toNanos(1) * clients / perSecond;
    for (int i = 0; i < clients; i++) {
      int number = i;
      long first = start + apart * i / clients;
      Thread thread = new Thread(() -> took[number] = run(first, apart, each, failed));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] all = Arrays.stream(took).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Times(all, failed.get());
  }

  private long[] run(long firstNanos, long apartNanos, int requests, AtomicInteger failed) {
    long[] took = new long[requests];
    int done = 0;
    try (Socket socket = new Socket()) {
      socket.connect(server, READ_TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      DataInputStream input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      socket.getOutputStream().write(new Frames().preface().windowUpdate(0, WINDOW).take());
      for (; done < requests; done++) {
        long due = firstNanos + done * apartNanos;
        for (long left; (left = due - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        int stream = 2 * done + 1;
        socket.getOutputStream().write(new Frames().get(stream, "clients", path).take());
        if (!isAnswered(socket, input, stream)) {
          failed.incrementAndGet();
        }
        took[done] = System.nanoTime() - due;
      }
    } catch (IOException broken) {
      failed.addAndGet(requests - done);
    }
    return Arrays.copyOf(took, done);
  }

  /** Reads up to the end of a stream: whether it was answered with 200. */
  private static boolean isAnswered(Socket socket, DataInputStream input, int wanted)
      throws IOException {
    boolean well = false;
    while (true) {
      int lengthAndType = input.readInt();
      int flags = input.readUnsignedByte();
      int stream = input.readInt();
      byte[] payload = input.readNBytes(lengthAndType >>> 8);
      int type = lengthAndType & 0xff;
      if (type == Frames.GOAWAY) {
        throw new IOException("GOAWAY");
      }
      if (type == Frames.SETTINGS && flags != Frames.ACK) {
        socket.getOutputStream().write(new Frames().frame(Frames.SETTINGS, Frames.ACK, 0).take());
      }
      if (stream != wanted) {
        continue;
      }
      well |= type == Frames.HEADERS && isOk(payload);
      if (type == Frames.RST_STREAM) {
        return false;
      }
      if ((type == Frames.HEADERS || type == Frames.DATA) && (flags & Frames.END_STREAM) != 0) {
        return well;
      }
    }
  }

  /** Whether a field section begins with {@code :status: 200} of the static table. */
  private static boolean isOk(byte[] section) {
    int at = 0;
    while (at < section.length && (section[at] & 0xe0) == 0x20) {
      at++; // the size of the dynamic table
    }
    return at < section.length && (section[at] & 0xff) == 0x88;
  }
}
