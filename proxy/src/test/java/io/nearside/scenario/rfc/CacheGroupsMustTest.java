package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.rfc.Origin.HOUR;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source: https://www.rfc-editor.org/rfc/rfc9875 */
@InEachTier
class CacheGroupsMustTest {
  private static final String EMPTY = "Content-Length: 0";

  private final Tier tier;

  CacheGroupsMustTest(Tier tier) {
    this.tier = tier;
  }

  private Rig rig() throws IOException {
    return tier.answering(InvalidationMustTest::answer);
  }

  private static void invalidate(Rig rig, String groups, String... lines) throws IOException {
    String[] all = new String[lines.length + 2];
    all[0] = EMPTY;
    all[1] = "X-Say: Cache-Group-Invalidation: " + groups;
    System.arraycopy(lines, 0, all, 2, lines.length);
    rig.send("POST", "/write", all);
  }

  /** Section 3: ignored where the method is safe. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
  void anAnswerToASafeMethodInvalidatesNothing(String method) throws IOException {
    try (Rig rig =
        tier.answering(
            request ->
                request.target().equals("/a")
                    ? InvalidationMustTest.answer(request)
                    : ScriptedUpstream.response(
                        200, "", HOUR, "Cache-Group-Invalidation: \"g\""))) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\"");
      rig.send(method, "/b");

      assertHit(rig.get("/a"));
    }
  }

  /** Section 2.1: compared character by character, within one origin. */
  @Test
  void groupsOfAnotherOriginAreOtherGroups() throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\"");
      Eventually.stored(rig, 2, "/a", "X-Groups: \"g\"", "Host: other.example");
      Eventually.stored(rig, 3, "/a", "X-Groups: \"g\"", "Host: test:81");
      invalidate(rig, "\"g\"", "Host: other.example");

      assertForwarded(rig.get("/a", "Host: other.example"));
      assertHit(rig.get("/a"));
      assertHit(rig.get("/a", "Host: test:81"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"G\"", "\"g \"", "\"gg\"", "\"\"", "\"other\""})
  void onlyTheSameStringIsTheSameGroup(String group) throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\"");
      invalidate(rig, group);

      assertHit(rig.get("/a"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", "\"g", "1", "\"g\" \"h\"", "\"g\",", "(\"g\")"})
  void whatIsNoListOfStringsIsIgnored(String groups) throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\"");
      invalidate(rig, groups);

      assertHit(rig.get("/a"));
    }
  }

  /** Sections 2 and 3: at least 32 groups of at least 32 characters. */
  @Test
  void thirtyTwoGroupsOfThirtyTwoCharactersAreSupported() throws IOException {
    String groups =
        IntStream.range(0, 32)
            .mapToObj(i -> "\"%032d\"".formatted(i))
            .collect(Collectors.joining(", "));
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/first", "X-Groups: \"%032d\"".formatted(0));
      Eventually.stored(rig, 2, "/last", "X-Groups: \"%032d\"".formatted(31));
      Eventually.stored(rig, 3, "/all", "X-Groups: " + groups);
      Eventually.stored(rig, 4, "/none", "X-Groups: \"%032d\"".formatted(32));
      invalidate(rig, "\"%032d\"".formatted(31));
      assertForwarded(rig.get("/all", "X-Groups: " + groups));
      assertForwarded(rig.get("/last"));
      assertHit(rig.get("/first"));

      invalidate(rig, groups);
      assertForwarded(rig.get("/first"));
      assertForwarded(rig.get("/all"));
      assertHit(rig.get("/none"));
    }
  }

  /** 9111 4.4: an error invalidates nothing. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 500})
  void anErrorInvalidatesNothing(int status) throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\"");
      invalidate(rig, "\"g\"", "X-Status: " + status);

      assertHit(rig.get("/a"));
    }
  }

  /** Section 2.2.1: it does not cascade. */
  @Test
  void aGroupOfAGroupIsNotInvalidated() throws IOException {
    try (Rig rig = rig()) {
      Eventually.stored(rig, 1, "/a", "X-Groups: \"g\", \"h\"");
      Eventually.stored(rig, 2, "/b", "X-Groups: \"h\"");
      invalidate(rig, "\"g\"");

      assertForwarded(rig.get("/a"));
      assertHit(rig.get("/b"));
    }
  }
}
