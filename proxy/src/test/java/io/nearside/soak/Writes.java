package io.nearside.soak;

import java.io.IOException;
import java.util.Random;

/** What a client does that sends a body. */
final class Writes {
  private static final int FEW = 40;

  private Writes() {}

  /** Changes what {@link Reads#versioned} reads, and purges it. */
  static void change(Visitor visitor, Random random) throws IOException {
    Resource resource = new Resource("/versioned/" + random.nextInt(FEW));
    Answer answer = send(visitor, random, resource, random.nextInt(20_000));
    visitor.wrote(resource, answer.version());
  }

  static void post(Visitor visitor, Random random) throws IOException {
    send(visitor, random, visitor.fresh("post"), random.nextInt(60_000));
  }

  static void upload(Visitor visitor, Random random) throws IOException {
    send(visitor, random, visitor.fresh("post"), (1 << 20) + random.nextInt(19 << 20));
  }

  /** Head and body come in pieces. */
  static void slowly(Visitor visitor, Random random) throws IOException {
    Resource resource = visitor.fresh("post");
    long length = 1 + random.nextInt(100_000);
    Body body = Body.of(resource, length, random.nextBoolean()).slowly(200);
    String head = Visitor.head("POST", resource, body.field());
    try (Wire wire = Wire.connect(visitor.port())) {
      visitor.tally().request();
      for (int from = 0; from < head.length(); from += 20) {
        wire.send(head.substring(from, Math.min(head.length(), from + 20)));
        BackendConnection.pause(50);
      }
      body.write(wire);
      expectTaken(Answer.read(wire, "POST", resource), resource, length);
    }
  }

  private static Answer send(Visitor visitor, Random random, Resource resource, long length)
      throws IOException {
    String method = random.nextBoolean() ? "POST" : "PUT";
    Body body = Body.of(resource, length, random.nextBoolean());
    return expectTaken(visitor.ask(method, resource, body), resource, length);
  }

  private static Answer expectTaken(Answer answer, Resource resource, long length) {
    answer.expectWhole(resource);
    String verdict = answer.head().field(BackendConnection.VERDICT);
    if (!Long.toString(length).equals(verdict)) {
      throw new Wrong(resource.path() + ": sent " + length + ", the backend got " + verdict);
    }
    return answer;
  }
}
