package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Responses that a backend groups: https://www.rfc-editor.org/rfc/rfc9875 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class CacheGroupsTest {

  /** A path's last segment is its group; the request says what the answer invalidates. */
  private static String answer(Request request) {
    String path = request.target();
    String ends = request.header("X-Ends");
    return ScriptedUpstream.response(
        200,
        "x",
        "Cache-Control: max-age=3600",
        "Cache-Groups: \"all\", \"" + path.substring(path.lastIndexOf('/') + 1) + "\"",
        ends == null ? "X-Ends: nothing" : "Cache-Group-Invalidation: " + ends);
  }

  @Test
  void aWriteEndsTheGroupsThatItsAnswerNames() throws IOException {
    try (Rig rig = Rig.answering(CacheGroupsTest::answer)) {
      rig.get("/1/red");
      rig.get("/2/red");
      rig.get("/1/blue");
      rig.get("/2/red", "Host: other");
      rig.send("POST", "/write", "Content-Length: 0", "X-Ends: \"red\", \"none\"");

      assertForwarded(rig.get("/1/red"));
      assertForwarded(rig.get("/2/red"));
      assertHit(rig.get("/1/blue"));
      assertHit(rig.get("/2/red", "Host: other"));
    }
  }

  @Test
  void aReadEndsNothing() throws IOException {
    try (Rig rig = Rig.answering(CacheGroupsTest::answer)) {
      rig.get("/1/red");
      rig.get("/read", "X-Ends: \"red\", \"all\"");
      rig.send("OPTIONS", "/read", "X-Ends: \"red\"");

      assertHit(rig.get("/1/red"));
    }
  }
}
