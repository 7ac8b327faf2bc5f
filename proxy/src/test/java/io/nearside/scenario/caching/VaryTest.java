package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Gate;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Variants: a response is only for requests whose nominated fields match. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class VaryTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  /** The body repeats the fields that the answer varies on. */
  private static String negotiated(Request request) {
    String body =
        request.headers("Accept-Language")
            + " "
            + request.header("X-Token")
            + " "
            + request.target();
    return ScriptedUpstream.response(200, body, HOUR, "Vary: Accept-Language", "vary: X-Token");
  }

  @Test
  void eachVariantIsAnEntryOfItsOwn() throws IOException {
    try (Rig rig = Rig.answering(VaryTest::negotiated)) {
      String[][] requests = {
        {"Accept-Language: de"},
        {"Accept-Language: en"},
        {},
        {"Accept-Language:"},
        {"Accept-Language: de", "X-Token: t"},
        {"Accept-Language: de", "X-Token: T"}
      };
      for (String[] lines : requests) {
        assertForwarded(rig.get("/a", lines));
      }
      for (String[] lines : requests) {
        var hit = rig.get("/a", lines);
        assertHit(hit);
        String token = lines.length == 2 ? lines[1].substring(9) : "null";
        assertThat(hit.text()).endsWith(" " + token + " /a");
      }
      assertThat(rig.seen()).isEqualTo(requests.length);
    }
  }

  @Test
  void aMissForAnotherVariantSaysSo() throws IOException {
    try (Rig rig = Rig.answering(VaryTest::negotiated)) {
      rig.get("/a", "Accept-Language: de");

      assertThat(status(rig.get("/a", "Accept-Language: en")))
          .startsWith("nearside; fwd=vary-miss");
    }
  }

  @Test
  void spacesBetweenTheMembersOfAListMakeNoVariant() throws IOException {
    try (Rig rig = Rig.answering(VaryTest::negotiated)) {
      rig.get("/a", "Accept-Language: de, en;q=0.5");

      assertHit(rig.get("/a", "Accept-Language: de,en;q=0.5"));
      assertHit(rig.get("/a", "Accept-Language: de", "Accept-Language: en;q=0.5"));
    }
  }

  @Test
  void aLaterVaryReplacesTheEarlierOne() throws IOException {
    AtomicReference<String> vary = new AtomicReference<>("X-A");
    try (Rig rig =
        Rig.answering(
            r -> ScriptedUpstream.response(200, r.header("X-B"), HOUR, "Vary: " + vary.get()))) {
      rig.get("/a", "X-A: 1", "X-B: 1");
      vary.set("X-B");
      assertForwarded(rig.get("/a", "X-A: 2", "X-B: 2"));

      assertHit(rig.get("/a", "X-A: 3", "X-B: 2"));
      assertForwarded(rig.get("/a", "X-A: 1", "X-B: 9"));
      assertThat(rig.get("/a", "X-A: 1", "X-B: 9").text()).isEqualTo("9");
    }
  }

  @Test
  void aVaryThatComesLaterCountsFromThen() throws IOException {
    AtomicReference<String> vary = new AtomicReference<>("X-None: 1");
    try (Rig rig =
        Rig.answering(r -> ScriptedUpstream.response(200, r.header("X-A"), HOUR, vary.get()))) {
      rig.get("/a", "X-A: 1");
      assertHit(rig.get("/a", "X-A: 2"));
      vary.set("Vary: X-A");
      rig.get("/a", "X-A: 3", "Cache-Control: no-cache");

      assertThat(rig.get("/a", "X-A: 4").text()).isEqualTo("4");
      assertHit(rig.get("/a", "X-A: 3"));
      assertHit(rig.get("/a", "X-A: 4"));
    }
  }

  @Test
  void variantsAreBoundedAndNeverMixed() throws IOException {
    try (Rig rig =
        Rig.answering(
            r -> ScriptedUpstream.response(200, r.header("User-Agent"), HOUR, "Vary: User-Agent"),
            "cache.max-variants = 8")) {
      for (int i = 0; i < 200; i++) {
        assertThat(rig.get("/a", "User-Agent: agent" + i).text()).isEqualTo("agent" + i);
      }
      int before = rig.seen();
      for (int i = 199; i >= 0; i--) {
        assertThat(rig.get("/a", "User-Agent: agent" + i).text()).isEqualTo("agent" + i);
      }
      assertThat(rig.seen() - before).isGreaterThanOrEqualTo(192);
    }
  }

  @Test
  void followersOfAnotherVariantFetchTheirOwn() throws IOException {
    Gate german = new Gate("the german answer");
    try (Rig rig =
        Rig.answering(
            request -> {
              if ("de".equals(request.header("Accept-Language"))) {
                german.await();
              }
              return negotiated(request);
            })) {
      RawClient leader = rig.client().request("GET", "/a", "Accept-Language: de");
      rig.upstream().awaitRequests(1);
      RawClient same = rig.client().request("GET", "/a", "Accept-Language: de");
      RawClient other = rig.client().request("GET", "/a", "Accept-Language: en");
      RawClient another = rig.client().request("GET", "/a", "Accept-Language: en");
      await().until(() -> rig.events().count("collapsed") == 3);
      german.open();

      assertThat(leader.readResponse().text()).startsWith("[de]");
      assertThat(same.readResponse().text()).startsWith("[de]");
      assertThat(other.readResponse().text()).startsWith("[en]");
      assertThat(another.readResponse().text()).startsWith("[en]");
      assertThat(rig.seen()).isEqualTo(2);
    }
  }
}
