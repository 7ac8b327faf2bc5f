package io.nearside.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for connections that leave HTTP: those that have, and those whose upstream was asked
 * and has not answered yet. Safe on all event loops.
 */
final class Tunnels {
  private final int most;
  private final AtomicInteger taken = new AtomicInteger();

  Tunnels(UpgradeRules rules) {
    this.most = rules.maxTunnels();
  }

  /** Takes a place, to be given back once; false where there is none left. */
  boolean take() {
    if (taken.incrementAndGet() <= most) {
      return true;
    }
    giveBack();
    return false;
  }

  void giveBack() {
    taken.decrementAndGet();
  }

  /** How many places are taken. */
  int taken() {
    return taken.get();
  }
}
