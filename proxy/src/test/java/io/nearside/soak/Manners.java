package io.nearside.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Other ways to use a connection than one request after the other. */
final class Manners {
  private static final int SLOW_BUFFER_BYTES = 32 << 10;
  private static final long SLOW_BYTES = 64 << 10;

  private Manners() {}

  /** Several requests at once. */
  static void pipelined(Visitor visitor, Random random) throws IOException {
    List<Resource> asked = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    int count = 2 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      Resource resource = anything(visitor, random);
      asked.add(resource);
      all.append(Visitor.head("GET", resource, i == count - 1 ? "Connection: close\r\n" : ""));
      visitor.tally().request();
    }
    try (Wire wire = Wire.connect(visitor.port())) {
      wire.send(all.toString());
      for (Resource resource : asked) {
        Answer answer = Answer.read(wire, "GET", resource);
        answer.expectWhole(resource);
      }
      expectEnd(wire);
    }
  }

  static void closing(Visitor visitor, Random random) throws IOException {
    once(visitor, anything(visitor, random), "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }

  static void old(Visitor visitor, Random random) throws IOException {
    once(visitor, anything(visitor, random), "HTTP/1.0\r\nHost: a\r\n\r\n");
  }

  private static void once(Visitor visitor, Resource resource, String rest) throws IOException {
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      wire.send("GET " + resource.path() + " " + rest);
      Answer.read(wire, "GET", resource).expectWhole(resource);
      expectEnd(wire);
    }
  }

  static void slowReader(Visitor visitor, Random random) throws IOException {
    long size = 500_000 + random.nextInt(3_000_000);
    Resource resource =
        random.nextBoolean()
            ? visitor.fresh("large/" + size)
            : new Resource("/keep/" + (600_000 + random.nextInt(20) * 50_000) + "/slow");
    try (Wire wire = Wire.connect(visitor.port(), SLOW_BUFFER_BYTES)) {
      visitor.tally().request();
      wire.send(Visitor.head("GET", resource, ""));
      long[] taken = {0};
      Wire.Taker slow =
          (bytes, offset, length) -> {
            taken[0] += length;
            if (taken[0] > SLOW_BYTES) {
              taken[0] = 0;
              BackendConnection.pause(100);
            }
          };
      Answer.read(wire, "GET", resource, slow).expectWhole(resource);
    }
  }

  /** Server-sent events, one by one. */
  static void events(Visitor visitor, Random random) throws IOException {
    int count = 5 + random.nextInt(30);
    Resource resource = visitor.fresh("events/" + count);
    StringBuilder got = new StringBuilder();
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      wire.send(Visitor.head("GET", resource, "Accept: text/event-stream\r\n"));
      Head head = wire.readFinalHead();
      boolean complete =
          wire.readBody(
              head,
              (bytes, offset, length) -> {
                for (int i = offset; i < offset + length; i++) {
                  got.append((char) bytes[i]);
                }
              });
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < count; i++) {
        expected.append("data: ").append(resource.path()).append(' ').append(i).append("\n\n");
      }
      if (!complete || !got.toString().contentEquals(expected)) {
        throw new Wrong(resource.path() + ": other events: " + head + " " + got);
      }
    }
  }

  /** Switches to another protocol, in which all that is sent comes back. */
  static void tunnel(Visitor visitor, Random random) throws IOException {
    Resource resource = visitor.fresh("tunnel");
    Filling filling = Filling.of(resource.path());
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      wire.send(
          Visitor.head(
              "GET",
              resource,
              "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
      Head head = wire.readHead();
      if (head == null || head.status() != 101) {
        throw new Wrong(resource.path() + ": 101 expected: " + head);
      }
      long[] position = {0};
      int rounds = 3 + random.nextInt(10);
      for (int i = 0; i < rounds; i++) {
        int length = 1 + random.nextInt(30_000);
        filling.write(wire.out(), position[0], position[0] + length);
        wire.readBytes(
            length,
            (bytes, offset, count) -> {
              if (!filling.matches(bytes, offset, count, position[0])) {
                throw new Wrong(resource.path() + ": something else came back");
              }
              position[0] += count;
            });
        BackendConnection.pause(50);
      }
    }
  }

  private static Resource anything(Visitor visitor, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> visitor.fresh("miss");
      case 1 -> visitor.fresh("store");
      default -> Reads.popular(random);
    };
  }

  private static void expectEnd(Wire wire) throws IOException {
    if (!wire.isAtEnd()) {
      throw new Wrong("something came behind the last answer");
    }
  }
}
