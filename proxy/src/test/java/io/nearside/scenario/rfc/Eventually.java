package io.nearside.scenario.rfc;

import static org.awaitility.Awaitility.await;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Waits for what a client can see: a freshened response lies in Redis a moment later. */
final class Eventually {
  private Eventually() {}

  /** Asks until the answer is a fresh hit. */
  static Response hit(Rig rig, String target, String... lines) {
    return answer(
        rig, target, response -> Rig.status(response).startsWith("nearside; hit; ttl=3"), lines);
  }

  /** Asks until the answer is as expected. */
  static Response answer(Rig rig, String target, Predicate<Response> expected, String... lines) {
    AtomicReference<Response> last = new AtomicReference<>();
    await(target)
        .until(
            () -> {
              last.set(rig.get(target, lines));
              return expected.test(last.get());
            });
    return last.get();
  }

  /** Asks once, and returns when the response is stored that came as the n-th. */
  static Response stored(Rig rig, int n, String target, String... lines) throws IOException {
    Response response = rig.get(target, lines);
    Tier.awaitStored(rig, n);
    return response;
  }
}
