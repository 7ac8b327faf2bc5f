package io.nearside.scenario.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The near cache is bounded in bytes, not in entries. */
@ExtendWith(BufferLeaks.class)
class NearBoundTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private static Rig rig(String body, String maxSize) throws IOException {
    return Rig.answering(
        request -> ScriptedUpstream.response(200, body, HOUR), "near.max-size = " + maxSize);
  }

  /** How many of these targets are answered from the near cache, newest first. */
  private static int hits(Rig rig, int targets) throws IOException {
    int hits = 0;
    for (int i = targets - 1; i >= 0; i--) {
      if (Rig.status(rig.get("/" + i)).contains("; hit")) {
        hits++;
      }
    }
    return hits;
  }

  @Test
  void whatDoesNotFitIsEvicted() throws IOException {
    int targets = 1_000;
    try (Rig rig = rig("0123456789".repeat(1_000), "1M")) {
      for (int i = 0; i < targets; i++) {
        rig.get("/" + i);
      }
      // 10 000 bytes each, and the head, the key and the overhead.
      assertThat(rig.seen()).isEqualTo(targets);
      assertThat(hits(rig, targets)).isBetween(1, 104);
    }
  }

  @Test
  void manySmallEntriesCostTheirOverheadToo() throws IOException {
    int targets = 2_000;
    try (Rig rig = rig("x", "100K")) {
      for (int i = 0; i < targets; i++) {
        rig.get("/" + i);
      }
      assertThat(hits(rig, targets)).isBetween(1, 500);
    }
  }

  @Test
  void anEntryThatIsUsedStaysWhileOthersPassThrough() throws IOException {
    try (Rig rig = rig("0123456789".repeat(1_000), "1M")) {
      for (int i = 0; i < 50; i++) {
        rig.get("/popular");
      }
      for (int i = 0; i < 500; i++) {
        rig.get("/" + i);
        rig.get("/popular");
      }
      assertThat(rig.upstream().requests())
          .filteredOn(request -> request.target().equals("/popular"))
          .hasSize(1);
    }
  }

  @Test
  void withoutANearCacheNothingIsKeptNear() throws IOException {
    try (Rig rig = rig("x", "0")) {
      rig.get("/0");
      rig.get("/0");

      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  @Test
  void anEntryLargerThanAllIsServedAndNotKept() throws IOException {
    try (Rig rig = rig("0123456789".repeat(1_000), "5K")) {
      assertThat(rig.get("/0").text()).hasSize(10_000);
      assertThat(rig.get("/0").text()).hasSize(10_000);

      assertThat(rig.seen()).isEqualTo(2);
    }
  }
}
