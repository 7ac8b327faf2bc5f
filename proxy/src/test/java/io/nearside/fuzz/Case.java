package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One input: valid bytes, what is changed in them, and where they are cut into pieces.
 *
 * @param number of the case under its seed
 * @param base the bytes before the changes
 * @param mutations in the order in which they are made
 * @param cuts thousandths of the length at which a piece ends
 */
record Case(long seed, long number, String base, List<Mutation> mutations, List<Integer> cuts) {

  /** The case of this number. */
  static Case of(long seed, long number, List<String> seeds) {
    Random random = new Random(seed * 1_000_003L + number);
    random.nextInt();
    String base = seeds.get(random.nextInt(seeds.size()));
    if (random.nextInt(5) == 0) {
      base += seeds.get(random.nextInt(seeds.size()));
    }
    List<Mutation> mutations = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0 || mutations.isEmpty(); i--) {
      mutations.add(Mutation.any(random));
    }
    List<Integer> cuts = new ArrayList<>();
    if (random.nextInt(12) == 0) {
      cuts.add(random.nextInt(1_000));
    }
    return new Case(seed, number, base, mutations, cuts);
  }

  /** The same without the change at this index. */
  Case without(int index) {
    List<Mutation> fewer = new ArrayList<>(mutations);
    fewer.remove(index);
    return new Case(seed, number, base, fewer, cuts);
  }

  /** The same in one piece. */
  Case inOnePiece() {
    return new Case(seed, number, base, mutations, List.of());
  }

  /** All its bytes. */
  String bytes() {
    String bytes = base;
    for (Mutation mutation : mutations) {
      bytes = mutation.apply(bytes);
    }
    return bytes;
  }

  /** Its bytes in pieces. */
  List<String> pieces() {
    String bytes = bytes();
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      int to = bytes.length() * cut / 1_000;
      pieces.add(bytes.substring(from, to));
      from = to;
    }
    pieces.add(bytes.substring(from));
    return pieces;
  }
}
