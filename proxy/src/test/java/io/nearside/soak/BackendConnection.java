package io.nearside.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One connection of the backend: what it answers follows from the path. */
final class BackendConnection {
  /** What only the backend can tell of a request's body. */
  static final String VERDICT = "x-verdict";

  private static final int CHUNK_BYTES = 5_000;
  private static final int PAUSE_MILLIS = 100;

  private final Backend backend;
  private final Tally tally;
  private final Wire wire;

  BackendConnection(Backend backend, Tally tally, Wire wire) {
    this.backend = backend;
    this.tally = tally;
    this.wire = wire;
  }

  /** Returns whether the connection goes on. */
  boolean serveNext() throws IOException {
    Head head = wire.readHead();
    if (head == null) {
      return false;
    }
    backend.received();
    Resource resource = new Resource(head.target());
    return switch (resource.kind()) {
      case "malformed" -> {
        tally.wrong("what is malformed has reached the backend: " + head);
        yield false;
      }
      case "fault" -> new BackendFault(wire, resource).happens(head);
      case "events" -> events(resource);
      case "tunnel" -> tunnel();
      default -> answer(head, resource);
    };
  }

  private boolean answer(Head head, Resource resource) throws IOException {
    String verdict = verdict(head, resource);
    boolean isWrite = head.method().equals("POST") || head.method().equals("PUT");
    long version = isWrite ? backend.change(resource) : backend.version(resource);
    String tag = resource.entityTag(version);
    if (!isWrite && tag.equals(head.field("if-none-match"))) {
      wire.send("HTTP/1.1 304 Not Modified\r\nETag: " + tag + "\r\n" + control(resource) + "\r\n");
      return true;
    }
    String fields = "ETag: " + tag + "\r\n" + VERDICT + ": " + verdict + "\r\n" + control(resource);
    boolean head200 = head.method().equals("HEAD");
    if (!head200 && resource.kind().equals("miss") && Filling.spread(resource.path()) % 11 == 0) {
      wire.send("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
      resource.filling(version).write(wire.out(), 0, resource.size());
      return false;
    }
    if (!head200 && Filling.spread(resource.path()) % 3 == 0) {
      chunked(fields, resource, version);
      return true;
    }
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + resource.size() + "\r\n" + fields + "\r\n");
    if (!head200) {
      resource.filling(version).write(wire.out(), 0, resource.size());
    }
    return true;
  }

  private void chunked(String fields, Resource resource, long version) throws IOException {
    wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + fields + "\r\n");
    long size = resource.size();
    long chunk = Math.max(CHUNK_BYTES, size / 20);
    for (long from = 0; from < size; from += chunk) {
      wire.sendChunk(resource.filling(version), from, Math.min(size, from + chunk));
    }
    wire.send("0\r\n\r\n");
  }

  private static String control(Resource resource) {
    int seconds = resource.lifetimeSeconds();
    return "Cache-Control: " + (seconds == 0 ? "no-store" : "max-age=" + seconds) + "\r\n";
  }

  /** Whether the body is the one that belongs to the path. */
  private String verdict(Head head, Resource resource) throws IOException {
    Filling sent = Filling.of(resource.path());
    long[] length = {0};
    boolean[] right = {true};
    wire.readRequestBody(
        head,
        (bytes, offset, count) -> {
          right[0] &= sent.matches(bytes, offset, count, length[0]);
          length[0] += count;
        });
    return right[0] ? Long.toString(length[0]) : "wrong";
  }

  private boolean events(Resource resource) throws IOException {
    wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    int count = Integer.parseInt(resource.segment(2));
    for (int i = 0; i < count; i++) {
      wire.send("data: " + resource.path() + " " + i + "\n\n");
      pause(PAUSE_MILLIS);
    }
    return false;
  }

  /** Sends back what comes. */
  private boolean tunnel() throws IOException {
    wire.send(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    wire.readBytes(Long.MAX_VALUE, wire.out()::write);
    return false;
  }

  static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
