package io.nearside.store.memory;

/** The near cache. */
public final class NearCache {}
