package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Source: https://www.rfc-editor.org/rfc/rfc9211#section-2 */
@InEachTier
class CacheStatusMustTest {
  private static final String TOKEN = "[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*";
  private static final String STRING = "\"([\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\])*\"";
  private static final String BARE = "(" + TOKEN + "|" + STRING + "|-?\\d{1,15}|\\?[01])";
  private static final Pattern MEMBER =
      Pattern.compile("(" + TOKEN + "|" + STRING + ")(; ?[a-z*][a-z0-9_.*-]*(=" + BARE + ")?)*");

  private final Tier tier;

  CacheStatusMustTest(Tier tier) {
    this.tier = tier;
  }

  private static void assertWellFormed(Response response) {
    List<String> all = response.headers("Cache-Status");
    assertThat(all).isNotEmpty();
    String own = all.get(all.size() - 1);
    assertThat(own).matches(MEMBER);
    assertThat(own.contains("; hit") && own.contains("; fwd")).as(own).isFalse();
    assertThat(
            own.contains("; stored") || own.contains("; collapsed") || own.contains("fwd-status"))
        .as("%s: meaningful with fwd only", own)
        .isIn(false, own.contains("; fwd="));
  }

  @Test
  void everyAnswerHasOneWellFormedMemberOfOurs() throws IOException {
    Origin origin = Origin.of("one", ETAG, HOUR);
    try (Rig rig = tier.answering(origin, "cache-status.key = on")) {
      List<Response> all =
          List.of(
              Eventually.stored(rig, 1, "/a"),
              rig.get("/a"),
              rig.get("/a?q='x'&y=%22\\"),
              rig.get("/a", "If-None-Match: \"1\""),
              rig.get("/a", "Range: bytes=0-0"),
              rig.get("/a", "Range: bytes=100-"),
              rig.get("/a", "Cache-Control: no-cache"),
              rig.send("HEAD", "/a"),
              rig.send("POST", "/a", "Content-Length: 0"),
              rig.get("/a"));
      assertThat(all)
          .allSatisfy(
              response -> {
                assertWellFormed(response);
                assertThat(response.headers("Cache-Status")).hasSize(1);
              });
    }
  }

  @Test
  void whatTheUpstreamsCacheSaidStaysInFront() throws IOException {
    Origin origin =
        Origin.of("one", ETAG, STALE, "Cache-Status: Deep; hit, \"Other one\"; fwd=miss")
            .notModifiedSays(ETAG, HOUR, "Cache-Status: Deep; fwd=stale");
    try (Rig rig = tier.answering(origin)) {
      Response miss = Eventually.stored(rig, 1, "/a");
      assertThat(String.join(", ", miss.headers("Cache-Status")))
          .startsWith("Deep; hit, \"Other one\"; fwd=miss, nearside; fwd=");
      Response validated = rig.get("/a");
      assertThat(String.join(", ", validated.headers("Cache-Status")))
          .startsWith("Deep; fwd=stale, nearside; fwd=");
      Response hit = Eventually.hit(rig, "/a");

      assertThat(String.join(", ", hit.headers("Cache-Status")))
          .startsWith("Deep; fwd=stale, nearside; hit");
    }
  }
}
