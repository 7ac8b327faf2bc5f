package io.nearside.config;

import io.nearside.upstream.BalanceConfig;

/** Reads which of an upstream's addresses a request goes to. */
final class BalanceReader {
  private BalanceReader() {}

  static BalanceConfig read(Section upstream) {
    return new BalanceConfig(BalanceConfig.Algorithm.ROUND_ROBIN);
  }
}
