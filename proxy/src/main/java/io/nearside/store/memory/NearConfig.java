package io.nearside.store.memory;

/**
 * The near cache.
 *
 * @param maxBytes how many bytes it may hold, keys and bookkeeping included; 0 turns it off
 */
public record NearConfig(long maxBytes) {}
