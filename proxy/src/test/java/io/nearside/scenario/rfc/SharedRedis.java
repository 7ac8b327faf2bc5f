package io.nearside.scenario.rfc;

import io.nearside.store.redis.RedisProcess;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The one Redis of all scenarios here; it ends with the test run. */
final class SharedRedis implements BeforeAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(SharedRedis.class);

  private static volatile RedisProcess redis;

  @Override
  public void beforeAll(ExtensionContext context) {
    redis =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(RedisProcess.class, key -> RedisProcess.start(), RedisProcess.class);
  }

  static RedisProcess redis() {
    RedisProcess started = redis;
    if (started == null) {
      throw new AssertionError("the test class is not @InEachTier");
    }
    return started;
  }
}
