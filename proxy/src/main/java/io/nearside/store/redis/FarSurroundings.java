package io.nearside.store.redis;

/** What every connection of the far store needs. */
record FarSurroundings(RedisConfig config, FarLoops loops, RedisTimer timer, RedisEvents events) {}
