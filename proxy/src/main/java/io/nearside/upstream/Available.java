package io.nearside.upstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What there is to choose from at a moment. Immutable. */
final class Available {
  private static final Endpoint[] NONE = {};

  private final int known;
  private final Endpoint[] usable;
  private final Endpoint[] spare;
  private final Endpoint[] ejected;

  private Available(int known, Endpoint[] usable, Endpoint[] spare, Endpoint[] ejected) {
    this.known = known;
    this.usable = usable;
    this.spare = spare;
    this.ejected = ejected;
  }

  static Available none() {
    return new Available(0, NONE, NONE, NONE);
  }

  /**
   * Of those that are healthy the ones that are not ejected, of the preferred family where there is
   * one. That all are ejected is no reason to use none: ejecting is a guess. That all are unhealthy
   * is one: they were asked.
   */
  static Available of(List<Endpoint> all) {
    List<Endpoint> healthy = some(all, Endpoint::isHealthy);
    List<Endpoint> in = some(healthy, one -> !one.isEjected());
    List<Endpoint> preferred = some(in, Endpoint::isPreferred);
    List<Endpoint> usable = preferred.isEmpty() ? in : preferred;
    if (usable.isEmpty()) {
      return new Available(all.size(), healthy.toArray(NONE), NONE, NONE);
    }
    List<Endpoint> spare = some(in, one -> !usable.contains(one));
    List<Endpoint> ejected = some(healthy, Endpoint::isEjected);
    return new Available(
        all.size(), usable.toArray(NONE), spare.toArray(NONE), ejected.toArray(NONE));
  }

  private static List<Endpoint> some(List<Endpoint> all, Predicate<Endpoint> which) {
    return all.stream().filter(which).toList();
  }

  /** How many there are, usable or not. */
  int known() {
    return known;
  }

  /** Whether there are some and none of them is usable: nothing is to be waited for. */
  boolean isDown() {
    return usable.length == 0 && known > 0;
  }

  /** The only one there is, or null; nothing is to be chosen then. */
  @Nullable Endpoint only() {
    return usable.length == 1 ? usable[0] : null;
  }

  /** Those to choose from first. */
  Endpoint[] usable() {
    return usable;
  }

  /**
   * Those to choose from where these were tried: if none is left, the spare ones; if none of them
   * either, those that are left alone, for they may be well by now.
   */
  Endpoint[] without(List<Endpoint> tried) {
    Endpoint[] left = without(usable, tried);
    left = left.length == 0 ? without(spare, tried) : left;
    return left.length == 0 ? without(ejected, tried) : left;
  }

  private static Endpoint[] without(Endpoint[] some, List<Endpoint> tried) {
    List<Endpoint> left = new ArrayList<>(Arrays.asList(some));
    left.removeAll(tried);
    return left.toArray(NONE);
  }
}
