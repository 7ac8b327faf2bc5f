package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where responses are kept: every scenario has to go the same way in each. */
enum Tier {
  /** In the near cache; there is no Redis. */
  NEAR {
    @Override
    String[] conf(String... conf) {
      return conf;
    }

    @Override
    Rig ready(Rig rig) {
      return rig;
    }
  },

  /** In Redis; the near cache is off. Each rig has a namespace of its own. */
  REDIS {
    @Override
    String[] conf(String... conf) {
      String redis =
          "event-loops = 1\nnear.max-size = 0\nredis { uri = \"%s\", timeout = 2s, namespace = \"t%d\" }"
              .formatted(SharedRedis.redis().uri(), NAMESPACES.incrementAndGet());
      return Stream.concat(Stream.of(redis), Stream.of(conf)).toArray(String[]::new);
    }

    @Override
    Rig ready(Rig rig) {
      return rig.awaitRedis();
    }
  };

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  abstract String[] conf(String... conf);

  abstract Rig ready(Rig rig);

  /** With a backend that answers each request with these bytes. */
  Rig answering(Function<Request, String> answer, String... conf) throws IOException {
    return ready(Rig.answering(answer, conf(conf)));
  }

  /** With a backend that runs this script for each connection. */
  Rig serving(ScriptedUpstream.Script script, String... conf) throws IOException {
    return ready(Rig.serving(script, conf(conf)));
  }

  /** With a backend whose n-th answer is a 200 with the body {@code n} and this line. */
  Rig counting(String line, String... conf) throws IOException {
    return answering(Rig.counted(line), conf);
  }

  /** Returns as soon as a response was stored: a later lookup finds it, in Redis too. */
  static void awaitStored(Rig rig) {
    awaitStored(rig, 1);
  }

  /*
   * The event comes after the SET was handed to the one connection to Redis, that of the one event
   * loop, on which a later GET of ours stands behind it.
   */

  /** Returns as soon as this many responses were stored since the rig began. */
  static void awaitStored(Rig rig, int count) {
    await()
        .untilAsserted(
            () ->
                assertThat(rig.events().count("stored"))
                    .as("stored, of %s", rig.events().all())
                    .isGreaterThanOrEqualTo(count));
  }
}
