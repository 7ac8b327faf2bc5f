package io.nearside.config;

import com.typesafe.config.ConfigValue;
import io.nearside.store.redis.RedisAccess;
import io.nearside.store.redis.RedisAccess.Tls;
import io.nearside.store.redis.RedisAccess.Verify;
import io.nearside.store.redis.RedisAddress;
import io.nearside.store.redis.RedisContradiction;
import java.nio.file.Path;

/** Reads what {@code redis} says beside the URI, and whether they go together. */
final class RedisAccessReader {
  private static final Syntax<String> SECRET =
      Syntax.matching("(?s).+", "nothing in it", "text that is not empty, or null");

  private RedisAccessReader() {}

  /**
   * Reads it.
   *
   * @param uri empty where there is none
   */
  static RedisAccess read(Section redis, String uri) {
    RedisAccess access =
        new RedisAccess(
            redis.value("cluster", Syntax.SWITCH),
            redis.optional("user", SECRET),
            redis.optional("password", SECRET),
            redis.optional("sentinel-user", SECRET),
            redis.optional("sentinel-password", SECRET),
            tls(redis.section("tls")));
    if (!uri.isEmpty()) {
      RedisContradiction wrong = RedisContradiction.first(RedisAddress.of(uri), access);
      if (wrong != null) {
        tell(redis, wrong);
      }
    }
    return access;
  }

  private static Tls tls(Section tls) {
    Path ca = tls.optional("ca", PemFile.CERTIFICATES);
    Path cert = tls.optional("cert", PemFile.CERTIFICATES);
    Path key = tls.optional("key", PemFile.PRIVATE_KEY);
    return new Tls(ca, cert, key, tls.value("verify", Syntax.word(Verify.class)));
  }

  /** Where the key stands; a URI of a flag stands nowhere. */
  private static void tell(Section redis, RedisContradiction wrong) {
    boolean ofTls = wrong.key().startsWith("tls.");
    Section section = ofTls ? redis.section("tls") : redis;
    String key = ofTls ? wrong.key().substring("tls.".length()) : wrong.key();
    ConfigValue value = section.own(key);
    if (value == null) {
      redis.findings().missing(section.path(key), wrong.problem());
    } else {
      redis.findings().misplaced(section.path(key), value, wrong.problem());
    }
  }
}
