package io.nearside.soak;

import java.io.IOException;
import java.util.List;

/**
 * Crowds of full size, to be run by hand; arguments name which: idle, streamed, stored, heads,
 * bodies, connections, upstream. Without any, all. Needs more than 11,000 file descriptors.
 */
final class BoundsRun {
  private static final List<String> ALL =
      List.of("idle", "streamed", "stored", "heads", "bodies", "connections", "upstream");

  private BoundsRun() {}

  public static void main(String[] arguments) throws IOException {
    for (String name : arguments.length == 0 ? ALL : List.of(arguments)) {
      System.out.println(name);
      System.out.println(run(name));
    }
    System.exit(0);
  }

  private static Bounds.Outcome run(String name) throws IOException {
    return switch (name) {
      case "idle" -> Bounds.idle(10_000, 20);
      case "streamed" -> Bounds.slowReaders(1_000, 10 << 20, false, 20);
      case "stored" -> Bounds.slowReaders(1_000, 5 << 20, true, 20);
      case "heads" -> Bounds.slowHeads(500, 4);
      case "bodies" -> Bounds.slowBodies(500, 4);
      case "connections" -> Bounds.tooMany();
      case "upstream" -> Bounds.noAnswer(2_000, 100, 200);
      default -> throw new IllegalArgumentException("one of " + ALL + ", not " + name);
    };
  }
}
