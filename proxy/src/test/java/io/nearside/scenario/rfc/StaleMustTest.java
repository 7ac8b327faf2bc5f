package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When nothing stale is served. What comes with an {@code Age} above its lifetime is stale from the
 * beginning.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.4
 */
@InEachTier
class StaleMustTest {
  private static final String WINDOWS = ", stale-while-revalidate=3600, stale-if-error=3600";
  private static final String ROUTE =
      "routes = [{ match = \"/**\", stale-while-revalidate = 1h, stale-if-error = 1h }]";

  private final Tier tier;

  StaleMustTest(Tier tier) {
    this.tier = tier;
  }

  /** Fails where the request says so; else the n-th answer is {@code n}. */
  static Function<Request, String> failing(int status, String... lines) {
    Function<Request, String> counted = Rig.counted(lines);
    return request ->
        request.header("X-Fail") == null
            ? counted.apply(request)
            : ScriptedUpstream.response(status, "failure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=50, must-revalidate",
        "max-age=50, Must-Revalidate",
        "max-age=50, proxy-revalidate",
        "s-maxage=50",
        "s-maxage=50, max-age=3600",
        "max-age=50, no-cache",
        "max-age=3600, no-cache",
        "no-cache",
      })
  void whatForbidsItIsNeverServedStale(String directives) throws IOException {
    for (String windows : new String[] {"", WINDOWS}) {
      try (Rig rig =
          tier.answering(
              failing(503, "Cache-Control: " + directives + windows, "Age: 100", "ETag: \"v\""),
              ROUTE)) {
        rig.get("/a");

        assertThat(rig.get("/a").text()).isEqualTo("2");
        assertThat(rig.get("/a", "Cache-Control: max-stale").text()).isEqualTo("3");
        Response failed =
            rig.get("/a", "X-Fail: 1", "Cache-Control: max-stale, stale-if-error=9999");
        assertThat(failed.status()).isIn(502, 503, 504);
        rig.upstream().refuse();
        Response error = rig.client().get("/a", "Cache-Control: max-stale, stale-if-error=9999");
        assertThat(error.status()).isIn(502, 503, 504);
        assertThat(error.text()).doesNotContain("3");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate"})
  void whatMustBeRevalidatedIsReusedWhileFresh(String directive) throws IOException {
    Twice.assertReused(tier, "Cache-Control: max-age=3600, " + directive);
  }

  // 5.2.2.2: SHOULD be 504.

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "s-maxage=50"})
  void aDisconnectedCacheSaysSoWith504WhereItMustRevalidate(String directive) throws IOException {
    try (Rig rig =
        tier.answering(
            Rig.counted("Cache-Control: max-age=50, " + directive, "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      rig.upstream().refuse();

      assertThat(rig.client().get("/a").status()).isEqualTo(504);
    }
  }

  // Without permission of the client or the origin.

  @Test
  void withoutAWindowNothingStaleIsServedInsteadOfAnError() throws IOException {
    try (Rig rig =
        tier.answering(failing(503, "Cache-Control: max-age=50", "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a", "X-Fail: 1").status()).isEqualTo(503);
      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=50, stale-while-revalidate=10",
        "max-age=50, stale-while-revalidate=0",
        "max-age=50, stale-while-revalidate",
        "max-age=50, stale-while-revalidate=x",
        "max-age=50, stale-while-revalidate=-3600",
        "max-age=50, stale-if-error=3600",
      })
  void staleWhileRevalidateHasAnEnd(String directives) throws IOException {
    Twice.assertAskedAgain(tier, "Cache-Control: " + directives + "|Age: 100|ETag: \"v\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-age=50, stale-if-error=10",
        "max-age=50, stale-if-error=0",
        "max-age=50, stale-if-error",
        "max-age=50, stale-if-error=x",
        "max-age=50, stale-while-revalidate=10",
      })
  void staleIfErrorHasAnEnd(String directives) throws IOException {
    try (Rig rig =
        tier.answering(failing(503, "Cache-Control: " + directives, "Age: 100", "ETag: \"v\""))) {
      rig.get("/a");

      Response failed = rig.get("/a", "X-Fail: 1");
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.text()).isEqualTo("failure");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 400, 403, 404, 410, 429})
  void staleIfErrorIsForErrorsOfTheServerOnly(int status) throws IOException {
    Function<Request, String> good =
        Rig.counted("Cache-Control: max-age=50, stale-if-error=3600", "Age: 100", "ETag: \"v\"");
    try (Rig rig =
        tier.answering(
            r ->
                r.header("X-Fail") == null
                    ? good.apply(r)
                    : "HTTP/1.1 "
                        + status
                        + " Other\r\nX-New: 1\r\n"
                        + (status == 204 ? "\r\n" : "Content-Length: 0\r\n\r\n"))) {
      rig.get("/a");
      Tier.awaitStored(rig);
      Response other = rig.get("/a", "X-Fail: 1");

      assertThat(other.status()).isEqualTo(status);
      assertThat(other.header("X-New")).isEqualTo("1");
    }
  }

  @Test
  void anUnsafeRequestIsNeverAnsweredStale() throws IOException {
    try (Rig rig =
        tier.answering(
            failing(503, "Cache-Control: max-age=50, stale-if-error=3600", "Age: 100"))) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.send("POST", "/a", "Content-Length: 0", "X-Fail: 1").status()).isEqualTo(503);
    }
  }
}
