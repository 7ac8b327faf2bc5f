package io.nearside.exchange;

/**
 * How requests are answered.
 *
 * @param collapseTimeoutMillis how long a request waits for another's fetch before it goes itself
 * @param uncacheableMillis how long a resource whose response could not be shared is fetched
 *     without collapsing
 * @param farMaxObjectBytes largest value that goes to the far store
 * @param showKey whether {@code Cache-Status} says the key
 * @param upgrade what clients may switch a connection to
 */
public record ExchangeConfig(
    long collapseTimeoutMillis,
    long uncacheableMillis,
    long farMaxObjectBytes,
    boolean showKey,
    UpgradeRules upgrade) {}
