package io.nearside.config;

import io.nearside.admin.AdminConfig;
import io.nearside.caching.Route;
import io.nearside.exchange.ExchangeConfig;
import io.nearside.server.ServerConfig;
import io.nearside.store.memory.NearConfig;
import io.nearside.store.redis.RedisConfig;
import io.nearside.upstream.UpstreamConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked.
 *
 * @param upstreams the default one first, then the named ones
 * @param redis null where no Redis is configured
 * @param routes in the order of the file; the last one matches everything and is the default route
 * @param authorityAliases authority to the one it stands for, both lower case
 * @param eventLoops threads that serve connections; 0 for one per processor
 * @param bodyMemoryBytes for bodies on their way; 0 for half of the direct memory
 */
public record Settings(
    ServerConfig server,
    AdminConfig admin,
    List<UpstreamConfig> upstreams,
    @Nullable RedisConfig redis,
    NearConfig near,
    ExchangeConfig exchange,
    List<Route> routes,
    Map<String, String> authorityAliases,
    int eventLoops,
    long bodyMemoryBytes) {}
