package io.nearside.scenario.rfc;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which stored response a request selects.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.1
 */
@InEachTier
class VaryMustTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private final Tier tier;

  VaryMustTest(Tier tier) {
    this.tier = tier;
  }

  /** One request with these lines, then one with those. */
  private void assertSelects(boolean same, String vary, String first, String second)
      throws IOException {
    try (Rig rig = tier.answering(Rig.counted(Twice.lines(HOUR + "|" + vary)))) {
      rig.get("/a", Twice.lines(first));
      Tier.awaitStored(rig);
      Response found = rig.get("/a", Twice.lines(second));

      assertThat(found.text()).as("%s / %s", first, second).isEqualTo(same ? "1" : "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Vary: X-A",
        "Vary: x-a",
        "vary: X-A, X-B",
        "Vary: X-B,\tX-A",
        "Vary: X-B|Vary: X-A",
        "Vary: ,X-A,,",
        "Vary: X-A, x-a, X-A",
      })
  void everyNominatedFieldHasToMatch(String vary) throws IOException {
    assertSelects(true, vary, "X-A: 1", "X-A: 1");
    assertSelects(true, vary, "X-A: 1|X-Other: 1", "X-Other: 2|x-a: 1");
    assertSelects(false, vary, "X-A: 1", "X-A: 2");
    assertSelects(false, vary, "X-A: 1", "X-A: 1x");
    assertSelects(false, vary, "X-A: 1", "");
    assertSelects(false, vary, "", "X-A: 1");
    assertSelects(true, vary, "", "");
  }

  @Test
  void allOfSeveralFieldsHaveToMatch() throws IOException {
    for (String vary : new String[] {"Vary: X-A, X-B", "Vary: X-A|Vary: X-B"}) {
      assertSelects(true, vary, "X-A: 1|X-B: 2", "X-B: 2|X-A: 1");
      assertSelects(false, vary, "X-A: 1|X-B: 2", "X-A: 1|X-B: 3");
      assertSelects(false, vary, "X-A: 1|X-B: 2", "X-A: 2|X-B: 2");
      assertSelects(false, vary, "X-A: 1|X-B: 2", "X-A: 2|X-B: 1");
      assertSelects(false, vary, "X-A: 1|X-B: 2", "X-A: 1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "X-A: > ''",
        "'' > X-A:",
        "X-A: 1, 2 > X-A: 2, 1",
        "X-A: 1 > X-A: 1|X-A: 1",
        "X-A: a > X-A: A",
        "X-A: \"a b\" > X-A: \"a  b\"",
        "X-A: a,b > X-A: ab",
        "X-A: \"a,b\" > X-A: \"a, b\"",
      })
  void whatMayMeanSomethingElseDoesNotMatch(String first, String second) throws IOException {
    assertSelects(false, "Vary: X-A", first, second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Vary: *",
        "Vary: X-A, *",
        "Vary: *, X-A",
        "Vary: X-A|Vary: *",
        "Vary: *|Vary: X-A",
        "Vary:  * ",
        "Vary: ,*,",
      })
  void aStarNeverMatches(String vary) throws IOException {
    for (String validator : new String[] {"X: y", "ETag: \"v\""}) {
      try (Rig rig =
          tier.answering(Rig.counted(Twice.lines(HOUR + "|" + vary + "|" + validator)))) {
        rig.get("/a", "X-A: 1");

        assertThat(rig.get("/a", "X-A: 1").text()).isEqualTo("2");
        assertThat(rig.get("/a", "X-A: 1", "Cache-Control: max-stale").text()).isEqualTo("3");
      }
    }
  }

  @Test
  void aStarWithARuleNeverMatches() throws IOException {
    Twice.assertAskedAgain(tier, "Vary: *", "routes = [{ match = \"/**\", ttl-override = 1h }]");
  }

  private static Function<Request, String> echoing(String field, String... lines) {
    AtomicInteger count = new AtomicInteger();
    return r ->
        ScriptedUpstream.response(200, r.header(field) + "/" + count.incrementAndGet(), lines);
  }

  @Test
  void variantsAreKeptBesideEachOther() throws IOException {
    try (Rig rig = tier.answering(echoing("X-A", HOUR, "Vary: X-A"))) {
      for (int i = 1; i <= 3; i++) {
        rig.get("/a", "X-A: v" + i);
        Tier.awaitStored(rig, i);
      }
      for (int i = 1; i <= 3; i++) {
        Response hit = rig.get("/a", "X-A: v" + i);
        assertHit(hit);
        assertThat(hit.text()).isEqualTo("v" + i + "/" + i);
      }
    }
  }

  // A later response with another Vary.

  /** The n-th answer has the n-th Vary; an empty one is none. */
  private static Function<Request, String> varying(String... varies) {
    AtomicInteger count = new AtomicInteger();
    return r -> {
      int n = count.incrementAndGet();
      String vary = varies[Math.min(n, varies.length) - 1];
      String line = vary.isEmpty() ? "X-None: 1" : "Vary: " + vary;
      return ScriptedUpstream.response(
          200, Integer.toString(n), HOUR, line, "Date: " + Twice.date(n - 10));
    };
  }

  @Test
  void aLaterResponseMayVaryOnMore() throws IOException {
    try (Rig rig = tier.answering(varying("X-A", "X-A, X-B"))) {
      rig.get("/a", "X-A: 1");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 2", "X-B: 1");
      Tier.awaitStored(rig, 2);

      assertThat(rig.get("/a", "X-A: 2", "X-B: 1").text()).isEqualTo("2");
      assertThat(rig.get("/a", "X-A: 2", "X-B: 2").text()).isEqualTo("3");
      assertThat(rig.get("/a", "X-A: 2").text()).isNotEqualTo("2").isNotEqualTo("3");
    }
  }

  @Test
  void aLaterResponseMayVaryOnOtherFields() throws IOException {
    try (Rig rig = tier.answering(varying("X-A", "X-B"))) {
      rig.get("/a", "X-A: 1", "X-B: 1");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 2", "X-B: 2");
      Tier.awaitStored(rig, 2);

      assertThat(rig.get("/a", "X-A: 3", "X-B: 2").text()).isEqualTo("2");
      assertThat(rig.get("/a", "X-A: 3", "X-B: 3").text()).isEqualTo("3");
    }
  }

  /** 4: of several suitable responses the most recent one. */
  @Test
  void ofTwoThatMatchTheMostRecentOneIsUsed() throws IOException {
    try (Rig rig = tier.answering(varying("X-A", "X-B"))) {
      rig.get("/a", "X-A: 1", "X-B: 1");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 2", "X-B: 1");
      Tier.awaitStored(rig, 2);

      assertThat(rig.get("/a", "X-A: 1", "X-B: 1").text()).isNotEqualTo("1");
    }
  }

  @Test
  void aNewResponseReplacesTheOneItMatches() throws IOException {
    try (Rig rig = tier.answering(varying("X-A", "X-A"))) {
      rig.get("/a", "X-A: 1");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 1", "Cache-Control: no-cache");
      Tier.awaitStored(rig, 2);
      Response hit = rig.get("/a", "X-A: 1");

      assertHit(hit);
      assertThat(hit.text()).isEqualTo("2");
    }
  }

  /** SHOULD: a response that forgot its Vary does not hide the one that has it. */
  @Test
  void aResponseWithoutVaryDoesNotHideALaterOneWithIt() throws IOException {
    try (Rig rig = tier.answering(varying("", "X-A"))) {
      rig.get("/a");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 1", "Cache-Control: no-cache");
      Tier.awaitStored(rig, 2);

      assertThat(rig.get("/a", "X-A: 1").text()).isEqualTo("2");
    }
  }

  @Test
  void variantsAreValidatedEachWithItsOwnTag() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                r.header("If-None-Match") != null
                    ? "HTTP/1.1 304 Not Modified\r\n"
                        + HOUR
                        + "\r\nVary: X-A\r\nETag: \""
                        + r.header("X-A")
                        + "\"\r\n\r\n"
                    : ScriptedUpstream.response(
                        200,
                        r.header("X-A"),
                        "Cache-Control: max-age=0",
                        "Vary: X-A",
                        "ETag: \"" + r.header("X-A") + "\""))) {
      rig.get("/a", "X-A: v1");
      rig.get("/a", "X-A: v2");
      Tier.awaitStored(rig, 2);

      for (String variant : new String[] {"v1", "v2"}) {
        Response validated = rig.get("/a", "X-A: " + variant);
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.text()).isEqualTo(variant);
      }
      assertThat(rig.upstream().requests().get(2).header("If-None-Match")).contains("\"v1\"");
    }
  }

  @Test
  void varyIsPassedOnAsItCame() throws IOException {
    Response hit = Twice.assertReused(tier, HOUR + "|Vary: X-A, Accept-Encoding");

    assertThat(hit.headers("Vary")).containsExactly("X-A, Accept-Encoding");
  }

  @OnlyH1("Connection")
  void aFieldThatTheUpstreamDidNotSeeIsAbsent() throws IOException {
    try (Rig rig = tier.answering(Rig.counted(HOUR, "Vary: X-A"))) {
      rig.get("/a", "X-A: 1", "Connection: X-A");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-A: 1").text()).isEqualTo("2");
      assertThat(rig.get("/a").text()).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cookie", "Authorization", "User-Agent", "Referer", "X-Tenant", "Origin"})
  void anyFieldMayBeNominated(String field) throws IOException {
    String vary = "Vary: " + field + "|CDN-Cache-Control: max-age=3600, public";
    assertSelects(true, vary, field + ": a=b", field + ": a=b");
    assertSelects(false, vary, field + ": a=b", field + ": a=c");
  }

  @Test
  void aLaterResponseMayHaveNoVary() throws IOException {
    try (Rig rig = tier.answering(varying("X-A", ""))) {
      rig.get("/a", "X-A: 1");
      Tier.awaitStored(rig, 1);
      rig.get("/a", "X-A: 2");
      Tier.awaitStored(rig, 2);

      assertThat(rig.get("/a", "X-A: 3").text()).isEqualTo("2");
      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }
}
