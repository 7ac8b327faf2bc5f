package io.nearside.upstream;

import java.nio.charset.StandardCharsets;

/** Numbers that look random and are the same everywhere. */
final class Mix {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Mix() {}

  /** Every bit of the result depends on every bit of the number: the finish of SplitMix64. */
  static long of(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static long of(String text) {
    long hash = FNV_BASIS;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return of(hash);
  }

  /** From 0 up to 1, without 1. */
  static double part(long mixed) {
    return (mixed >>> 11) * 0x1.0p-53;
  }
}
