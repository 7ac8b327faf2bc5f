package io.nearside.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Many inputs, on several sidecars at once. */
final class Series {
  /** Makes a sidecar. */
  interface Maker {
    Fuzz make() throws IOException;
  }

  /**
   * What came of it.
   *
   * @param passed how many inputs were passed on, in whole or in part
   * @param findings the first of each rule, shrunk
   * @param counts how often each rule was broken
   */
  record Outcome(
      long inputs,
      long passed,
      double seconds,
      List<Finding> findings,
      Map<String, Integer> counts) {

    @Override
    public String toString() {
      StringBuilder out = new StringBuilder();
      findings.forEach(finding -> out.append(finding).append("\n\n"));
      counts.forEach((rule, count) -> out.append(count + " x " + rule + "\n"));
      return out
          + String.format(
              "%d inputs, %d of them passed on, in %.1f s: %.0f/s",
              inputs, passed, seconds, inputs / seconds);
    }
  }

  private static final int RULE_LENGTH = 70;

  private final long seed;
  private final List<Finding> findings = new ArrayList<>();
  private long passed;
  private final Map<String, Integer> counts = new TreeMap<>();

  Series(long seed) {
    this.seed = seed;
  }

  /** Runs so many inputs, the same number with each of these. */
  Outcome run(long inputs, Maker... makers) {
    long began = System.nanoTime();
    long each = inputs / makers.length;
    List<CompletableFuture<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < makers.length; i++) {
      Maker maker = makers[i];
      long first = i * each;
      lanes.add(
          CompletableFuture.runAsync(
              () -> lane(maker, first, first + each), run -> new Thread(run).start()));
    }
    lanes.forEach(CompletableFuture::join);
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Outcome(each * makers.length, passed, seconds, findings, counts);
  }

  private void lane(Maker maker, long from, long to) {
    try (Fuzz fuzz = maker.make()) {
      for (long number = from; number < to; number++) {
        Finding found = fuzz.run(Case.of(seed, number, fuzz.seeds()));
        if (found != null) {
          found(fuzz, found);
        }
      }
      synchronized (this) {
        passed += fuzz.passed();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void found(Fuzz fuzz, Finding found) {
    String rule = rule(found);
    synchronized (this) {
      if (counts.merge(rule, 1, Integer::sum) > 1) {
        return;
      }
    }
    Finding shrunk = shrunk(fuzz, found);
    synchronized (this) {
      findings.add(shrunk);
    }
  }

  private static String rule(Finding found) {
    String rule = found.rule().replaceAll("[0-9]+", "N");
    return rule.length() > RULE_LENGTH ? rule.substring(0, RULE_LENGTH) : rule;
  }

  /** Leaves out each change without which it still happens. */
  private static Finding shrunk(Fuzz fuzz, Finding found) {
    Finding least = found;
    for (int i = least.input().mutations().size() - 1; i >= 0; i--) {
      least = better(least, fuzz.run(least.input().without(i)));
    }
    return better(least, fuzz.run(least.input().inOnePiece()));
  }

  private static Finding better(Finding known, Finding tried) {
    return tried != null && rule(tried).equals(rule(known)) ? tried : known;
  }
}
