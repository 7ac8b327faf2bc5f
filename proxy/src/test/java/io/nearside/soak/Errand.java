package io.nearside.soak;

import java.io.IOException;
import java.util.Random;

/** A thing that a client does, and judges; how often says its weight. */
enum Errand {
  HIT(300, Reads::hit),
  MISS(100, Reads::miss),
  STORE(80, Reads::store),
  REVALIDATED(80, Reads::revalidated),
  VERSIONED(100, Reads::versioned),
  CONDITIONAL(40, Reads::conditional),
  RANGE(60, Reads::range),
  HEAD(40, Reads::head),
  LARGE(2, Reads::large),
  LARGE_STORED(5, Reads::largeStored),
  CHANGE(40, Writes::change),
  POST(50, Writes::post),
  UPLOAD(2, Writes::upload),
  SLOW_WRITER(4, Writes::slowly),
  SLOW_READER(4, Manners::slowReader),
  PIPELINED(20, Manners::pipelined),
  CLOSING(25, Manners::closing),
  OLD(25, Manners::old),
  EVENTS(2, Manners::events),
  TUNNEL(2, Manners::tunnel),
  LEAVING(25, Faults::leaving),
  MALFORMED(15, Faults::malformed),
  BACKEND_FAULT(15, Faults::backend);

  private interface Steps {
    void run(Visitor visitor, Random random) throws IOException;
  }

  final int weight;
  private final Steps steps;

  Errand(int weight, Steps steps) {
    this.weight = weight;
    this.steps = steps;
  }

  /**
   * Does it.
   *
   * @throws Wrong when an answer is not what it should be
   * @throws IOException when there is none
   */
  void run(Visitor visitor, Random random) throws IOException {
    steps.run(visitor, random);
  }
}
