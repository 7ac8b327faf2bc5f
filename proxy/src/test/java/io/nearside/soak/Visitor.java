package io.nearside.soak;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What all clients share: where the sidecar is, connections kept alive, and the versions seen. */
final class Visitor {
  /** A connection that nobody used so long is closed, before the sidecar does. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Kept(Wire wire, long sinceNanos) {}

  private final int port;
  private final Tally tally;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private final Map<String, AtomicLong> written = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  Visitor(int port, Tally tally) {
    this.port = port;
    this.tally = tally;
  }

  int port() {
    return port;
  }

  Tally tally() {
    return tally;
  }

  /** A path that nobody has asked for. */
  Resource fresh(String kind) {
    return new Resource("/" + kind + "/" + numbers.incrementAndGet());
  }

  /** Sends a request without a body on a connection that is kept alive, and reads its answer. */
  Answer ask(String method, Resource resource, String... fields) throws IOException {
    return ask(method, resource, Body.NONE, fields);
  }

  /** Sends a request on a connection that is kept alive, and reads its answer. */
  Answer ask(String method, Resource resource, Body body, String... fields) throws IOException {
    Wire reused = takeKept();
    if (reused != null) {
      try {
        return ask(reused, method, resource, body, fields);
      } catch (IOException closedMeanwhile) {
        tally.count("(asked again on a new connection)");
      }
    }
    return ask(Wire.connect(port), method, resource, body, fields);
  }

  private Answer ask(Wire wire, String method, Resource resource, Body body, String... fields)
      throws IOException {
    boolean keep = false;
    try {
      tally.request();
      wire.send(head(method, resource, body.field() + String.join("", fields)));
      body.write(wire);
      Answer answer = Answer.read(wire, method, resource);
      keep = answer.keepsAlive();
      return answer;
    } finally {
      if (keep) {
        keep(wire);
      } else {
        wire.close();
      }
    }
  }

  /** The head of a request; each field ends with CRLF. */
  static String head(String method, Resource resource, String fields) {
    return method + " " + resource.path() + " HTTP/1.1\r\nHost: soak.test\r\n" + fields + "\r\n";
  }

  /** The latest version that a write was answered with, or 0. */
  long written(Resource resource) {
    return writtenOf(resource).get();
  }

  /** A write was answered with this version. */
  void wrote(Resource resource, long version) {
    writtenOf(resource).accumulateAndGet(version, Math::max);
  }

  private AtomicLong writtenOf(Resource resource) {
    return written.computeIfAbsent(resource.path(), path -> new AtomicLong());
  }

  private Wire takeKept() throws IOException {
    while (true) {
      Kept last = poll();
      if (last == null) {
        return null;
      }
      if (System.nanoTime() - last.sinceNanos() < KEPT_NANOS) {
        return last.wire();
      }
      last.wire().close();
    }
  }

  /** Closes all connections that are kept. */
  void leave() throws IOException {
    for (Kept each = poll(); each != null; each = poll()) {
      each.wire().close();
    }
  }

  private Kept poll() {
    synchronized (kept) {
      return kept.pollLast();
    }
  }

  private void keep(Wire wire) throws IOException {
    Kept oldest = null;
    synchronized (kept) {
      kept.addLast(new Kept(wire, System.nanoTime()));
      if (System.nanoTime() - kept.peekFirst().sinceNanos() > KEPT_NANOS) {
        oldest = kept.pollFirst();
      }
    }
    if (oldest != null) {
      oldest.wire().close();
    }
  }
}
