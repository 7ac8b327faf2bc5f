package io.nearside.scenario.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What slow readers hold of complete responses counts as memory in use until they have read it. */
@ExtendWith(BufferLeaks.class)
final class CollectedMemoryTest {
  private static final int BODY_BYTES = 7 * 1024 * 1024;
  private static final long BUDGET_BYTES = Runtime.getRuntime().maxMemory() / 8;

  @Test
  void bodiesThatSlowReadersHoldAreCountedUntilTheyAreRead() throws Exception {
    String body = "x".repeat(BODY_BYTES);
    List<RawClient> slow = new ArrayList<>();
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request -> ScriptedUpstream.response(200, body, "Cache-Control: max-age=600"));
        Sidecar sidecar = Sidecar.start(upstream.port());
        RawClient fast = RawClient.connect(sidecar.port())) {
      for (int i = 0; i <= BUDGET_BYTES / BODY_BYTES; i++) {
        RawClient client = RawClient.connect(sidecar.port());
        client.socket().setReceiveBufferSize(65536);
        slow.add(client);
        client.request("GET", "/" + i).readHead(false);
        int told = i + 1;
        await().until(() -> stored(sidecar) + refused(sidecar) >= told);
      }
      assertThat(refused(sidecar)).isPositive();
      for (RawClient client : slow) {
        client.close();
      }
      long before = stored(sidecar);
      int[] next = {0};
      await()
          .until(
              () -> {
                fast.get("/again" + next[0]++);
                return stored(sidecar) > before;
              });
    }
  }

  private static long stored(Sidecar sidecar) {
    return sidecar.events().count("stored");
  }

  private static long refused(Sidecar sidecar) {
    return sidecar.events().count("not-stored no-memory");
  }
}
