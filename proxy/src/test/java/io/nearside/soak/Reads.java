package io.nearside.soak;

import java.io.IOException;
import java.util.Random;

/** What a client does that only reads, and asks one thing at a time. */
final class Reads {
  private static final int POPULAR = 2_000;
  private static final int FEW = 40;

  private Reads() {}

  /** Some are asked for much more often than others. */
  static Resource popular(Random random) {
    double one = random.nextDouble();
    return new Resource("/hit/" + (int) (POPULAR * one * one * one));
  }

  static void hit(Visitor visitor, Random random) throws IOException {
    whole(visitor, popular(random));
  }

  static void miss(Visitor visitor, Random random) throws IOException {
    whole(visitor, visitor.fresh("miss"));
  }

  static void store(Visitor visitor, Random random) throws IOException {
    whole(visitor, visitor.fresh("store"));
  }

  /** Fresh for a second only, then revalidated. */
  static void revalidated(Visitor visitor, Random random) throws IOException {
    whole(visitor, new Resource("/etag/" + random.nextInt(FEW)));
  }

  /** Changed now and then by {@link Writes#change}: nothing older than an answered write. */
  static void versioned(Visitor visitor, Random random) throws IOException {
    Resource resource = new Resource("/versioned/" + random.nextInt(FEW));
    long atLeast = visitor.written(resource);
    Answer answer = visitor.ask("GET", resource);
    answer.expectWhole(resource);
    if (answer.version() < atLeast) {
      throw new Wrong(resource.path() + ": older than " + atLeast + ": " + answer);
    }
  }

  static void conditional(Visitor visitor, Random random) throws IOException {
    Resource resource = popular(random);
    Answer answer =
        visitor.ask("GET", resource, "If-None-Match: " + resource.entityTag(0) + "\r\n");
    if (answer.status() == 200) {
      answer.expectWhole(resource);
      return;
    }
    answer.expectStatus(304, resource);
    answer.expectBytes(0, resource);
  }

  static void range(Visitor visitor, Random random) throws IOException {
    Resource resource = popular(random);
    long size = resource.size();
    long first = random.nextLong(size);
    long last = Math.min(size - 1, first + random.nextInt(5_000));
    Answer answer = visitor.ask("GET", resource, "Range: bytes=" + first + "-" + last + "\r\n");
    if (answer.status() == 200) {
      answer.expectBytes(size, resource);
      return;
    }
    answer.expectStatus(206, resource);
    answer.expectBytes(last - first + 1, resource);
    if (answer.position() != first) {
      throw new Wrong(resource.path() + ": another range than " + first + ": " + answer);
    }
  }

  static void head(Visitor visitor, Random random) throws IOException {
    Resource resource = random.nextBoolean() ? popular(random) : visitor.fresh("miss");
    Answer answer = visitor.ask("HEAD", resource);
    answer.expectStatus(200, resource);
    answer.expectBytes(0, resource);
  }

  static void large(Visitor visitor, Random random) throws IOException {
    long size = (1 << 20) + random.nextLong(19 << 20);
    whole(visitor, visitor.fresh("large/" + size));
  }

  /** Large, and stored all the same. */
  static void largeStored(Visitor visitor, Random random) throws IOException {
    int number = random.nextInt(20);
    whole(visitor, new Resource("/keep/" + (600_000 + number * 50_000) + "/" + number));
  }

  private static void whole(Visitor visitor, Resource resource) throws IOException {
    visitor.ask("GET", resource).expectWhole(resource);
  }
}
