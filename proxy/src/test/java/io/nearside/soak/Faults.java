package io.nearside.soak;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** What goes wrong on purpose, on the client's side and on the backend's. */
final class Faults {
  private static final String CLOSED_WITH_4XX = "[45]\\d\\d";

  private static final List<String> MALFORMED =
      List.of(
          "GET /malformed/1 HTTP/1.1\r\n\r\n",
          "GET /malformed/2 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET /malformed/3 HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nhello",
          "GET /malformed/4 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "GET /malformed/5 HTTP/9.9\r\nHost: a\r\n\r\n",
          "GET /malformed/6 HTTP/1.1\r\nHost: a\r\nA b: c\r\n\r\n",
          "GET /malformed/7 HTTP/1.1\r\nHost: a\r\nA: b\u0000c\r\n\r\n",
          "GET /malformed/8 HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
          "POST /malformed/9 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
          "GET /malformed/10 HTTP/1.1\r\nHost: a\r\nA: " + "b".repeat(40_000) + "\r\n\r\n",
          "GET /malformed/" + "b".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
          "\u0016\u0003\u0001 this is no HTTP at all\r\n\r\n",
          "CONNECT malformed:80 HTTP/1.1\r\nHost: malformed:80\r\n\r\n");

  private Faults() {}

  /** Refused, and the connection closed. */
  static void malformed(Visitor visitor, Random random) throws IOException {
    String request = MALFORMED.get(random.nextInt(MALFORMED.size()));
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      wire.send(request);
      Head head = wire.readFinalHead();
      String status = head == null ? "none" : Integer.toString(head.status());
      String shown = request.substring(0, Math.min(80, request.length()));
      if (!status.matches(CLOSED_WITH_4XX) || List.of(502, 503, 504).contains(head.status())) {
        throw new Wrong("refusal expected, got " + head + " for " + shown);
      }
      wire.readBody(head, Wire.Taker.NONE);
      if (!wire.isAtEnd()) {
        throw new Wrong("still open after a refusal: " + shown);
      }
    }
  }

  /** A client that leaves, in one of the phases, in one of two ways. */
  static void leaving(Visitor visitor, Random random) throws IOException {
    try (Wire wire = Wire.connect(visitor.port(), random.nextBoolean() ? 0 : 16 << 10)) {
      visitor.tally().request();
      try {
        begin(visitor, random, wire);
      } catch (IOException closedEarlier) {
        visitor.tally().count("(the sidecar was faster than one who left)");
      }
      if (random.nextBoolean()) {
        wire.reset();
      }
    }
  }

  private static void begin(Visitor visitor, Random random, Wire wire) throws IOException {
    Resource small = random.nextBoolean() ? visitor.fresh("miss") : Reads.popular(random);
    Resource large =
        random.nextBoolean()
            ? visitor.fresh("large/8000000")
            : new Resource("/keep/1500000/" + random.nextInt(20));
    switch (random.nextInt(8)) {
      case 0 -> {}
      case 1 -> wire.send("GET " + small.path() + " HTTP/1.1\r\nHos");
      case 2 -> wire.send(Visitor.head("GET", small, ""));
      case 3 -> {
        wire.send(Visitor.head("POST", small, "Content-Length: 100000\r\n"));
        wire.out().write(new byte[40_000]);
      }
      case 4 -> {
        wire.send(Visitor.head("POST", visitor.fresh("post"), "Transfer-Encoding: chunked\r\n"));
        wire.sendChunk(Filling.of(""), 0, 50_000);
        wire.send("ff");
      }
      case 5 -> wire.send(Visitor.head("GET", small, "").repeat(10));
      case 6 -> wire.send(Visitor.head("GET", visitor.fresh("fault/STALL"), ""));
      default -> {
        wire.send(Visitor.head("GET", large, ""));
        Head head = wire.readFinalHead();
        if (head != null) {
          wire.readBytes(100_000, Wire.Taker.NONE);
        }
      }
    }
    BackendConnection.pause(random.nextInt(300));
  }

  /** The backend fails: an error answer, or a body that is cut and says so. */
  static void backend(Visitor visitor, Random random) throws IOException {
    BackendFault.Kind[] kinds = BackendFault.Kind.values();
    BackendFault.Kind kind = kinds[random.nextInt(kinds.length)];
    Resource resource = visitor.fresh("fault/" + kind);
    boolean early = kind == BackendFault.Kind.EARLY;
    Body body = early ? Body.of(resource, 3_000_000, random.nextBoolean()) : Body.NONE;
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      wire.send(Visitor.head(early ? "POST" : "GET", resource, body.field()));
      try {
        body.write(wire);
      } catch (IOException stopped) {
        visitor.tally().count("(an early answer stopped an upload)");
      }
      Answer answer = Answer.read(wire, "GET", resource);
      answer.expectStatus(kind.status, resource);
      if (answer.complete() != (kind.status != 200)) {
        throw new Wrong(resource.path() + ": cut short, but not so: " + answer);
      }
    } catch (IOException cutWithReset) {
      if (kind.status != 200 && !early) {
        throw cutWithReset;
      }
    }
  }
}
