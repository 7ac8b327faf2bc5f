package io.nearside.history;

import io.nearside.Nearside;
import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Overrides;
import io.nearside.config.Settings;
import io.nearside.exchange.ExchangeListener;
import io.nearside.exchange.ProxyRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One of the sidecars. It remembers which writes it says are in the log, and nothing else. */
final class Replica implements AutoCloseable {
  /** Tells one write of a storm from all others. */
  static final String WRITE_NUMBER = "X-Write";

  private final Set<String> appended = ConcurrentHashMap.newKeySet();
  private final Nearside nearside;

  /** Starts one that reaches Redis by this URI. */
  Replica(int upstreamPort, String redisUri, long maxLagMillis) {
    ExchangeListener purges =
        new ExchangeListener() {
          @Override
          public void purged(ProxyRequest request, int tags, boolean isAppended) {
            if (isAppended) {
              appended.addAll(request.received().all(WRITE_NUMBER));
            }
          }
        };
    try {
      Path file = Files.createTempFile("nearside-history", ".conf");
      try {
        Files.writeString(file, conf(redisUri, maxLagMillis));
        Overrides overrides =
            new Overrides("127.0.0.1:0", "http://127.0.0.1:" + upstreamPort, null, "127.0.0.1:0");
        Settings settings = ConfigLoader.load(file, overrides).settings();
        nearside = Nearside.start(settings, purges);
      } finally {
        Files.delete(file);
      }
    } catch (InvalidConfig invalid) {
      throw new AssertionError(invalid.getMessage(), invalid);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String conf(String redisUri, long maxLagMillis) {
    return """
        nearside {
          redis.uri = "%s"
          purge { max-lag = %dms, allow = ["127.0.0.1"] }
          routes = [
            { match = "/poke/tag/{group}", on-write.purge = ["tag:group-{group}"] }
            { match = "/poke/prefix/{group}", on-write.purge = ["/group/{group}/**"] }
            { match = "/group/{group}/**", tags = ["group-{group}"] }
          ]
        }
        """
        .formatted(redisUri, maxLagMillis);
  }

  int port() {
    return nearside.address().getPort();
  }

  int adminPort() {
    return nearside.adminAddress().getPort();
  }

  /** Whether it said that the log has the purge of this write. To be asked once. */
  boolean tookAppended(String writeNumber) {
    return appended.remove(writeNumber);
  }

  @Override
  public void close() {
    nearside.close();
  }
}
