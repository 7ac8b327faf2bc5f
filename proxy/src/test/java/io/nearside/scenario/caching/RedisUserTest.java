package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.counted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.store.redis.RedisProcess;
import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A sidecar that may do in Redis what it needs and nothing else. */
@ExtendWith(BufferLeaks.class)
class RedisUserTest {
  /** What the documentation tells people to allow. */
  private static final String RULE =
      "resetchannels ~nearside:* -@all +ping +get +set +del +pexpire +xadd +xrange +xread"
          + " +xtrim +time +role +info +client|setname";

  private final RedisProcess redis = RedisProcess.start();

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void theDocumentedRuleIsEnough() throws IOException {
    allow(RULE);
    storesAndPurges();
    // Lettuce says who it is, which nobody needs to permit.
    assertThat(redis.command("ACL", "LOG"))
        .satisfiesAnyOf(
            log -> assertThat(log).isEmpty(),
            log -> assertThat(refused(log)).isSubsetOf("client|setinfo", "client"));
  }

  @Test
  void whoMayNotAskForRoleAndFactsDoesWithout() throws IOException {
    allow(RULE.replace(" +role +info", ""));
    storesAndPurges();
  }

  private void allow(String rule) {
    List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "nearside", "on", ">sec/ret"));
    command.addAll(Arrays.asList(rule.split(" ")));
    assertThat(redis.command(command.toArray(String[]::new))).isEqualTo("OK");
    assertThat(redis.command("ACL", "SETUSER", "default", "-@all", "+acl", "+dbsize", "+keys"))
        .isEqualTo("OK");
  }

  private void storesAndPurges() throws IOException {
    try (Rig rig =
        Rig.answering(
                counted("Cache-Control: max-age=3600"),
                "near.max-size = 0",
                "redis { uri = \""
                    + redis.uri()
                    + "\", timeout = 2s, append-timeout = 2s, user = nearside, password = \"sec/ret\""
                    + " }")
            .awaitRedis()) {
      assertThat(rig.get("/a").text()).isEqualTo("1");
      await().until(() -> !redis.entries("nearside").isEmpty());
      assertHit(rig.get("/a"));
      rig.send("DELETE", "/a");
      assertThat(rig.get("/a").text()).isEqualTo("3");
    }
  }

  /** The objects of the entries of {@code ACL LOG}. */
  private static List<String> refused(String log) {
    List<String> lines = log.lines().toList();
    List<String> objects = new ArrayList<>();
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).equals("object")) {
        objects.add(lines.get(i + 1));
      }
    }
    return objects;
  }
}
