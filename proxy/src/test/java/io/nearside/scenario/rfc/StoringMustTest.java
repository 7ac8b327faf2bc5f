package io.nearside.scenario.rfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must not be stored, or not without validation be reused.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3
 */
@InEachTier
class StoringMustTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private final Tier tier;

  StoringMustTest(Tier tier) {
    this.tier = tier;
  }

  // Methods.

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FROB"})
  void answersToOtherMethodsAreNotForAGet(String method) throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.send(method, "/a", "Content-Length: 0");

      assertThat(rig.get("/a").text()).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FROB"})
  void whatAGetGotIsNotForOtherMethods(String method) throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      rig.get("/a");
      Tier.awaitStored(rig);

      assertThat(rig.send(method, "/a", "Content-Length: 0").text()).isEqualTo("2");
    }
  }

  @Test
  void theAnswerToAHeadIsNotForAGet() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    try (Rig rig =
        tier.answering(
            r ->
                r.method().equals("HEAD")
                    ? "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nContent-Length: 3\r\n\r\n"
                    : ScriptedUpstream.response(200, "g" + gets.incrementAndGet(), HOUR))) {
      rig.send("HEAD", "/a");

      assertThat(rig.get("/a").text()).isEqualTo("g1");
    }
  }

  // 5.2.2.5, 5.2.2.7: directives.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-store",
        "Cache-Control: no-store, max-age=3600",
        "Cache-Control: max-age=3600|Cache-Control: no-store",
        "Cache-Control: no-store|Expires: {date+3600}",
        "Cache-Control: no-store=\"x\", max-age=3600",
        "Cache-Control: public, s-maxage=3600, no-store|ETag: \"v\"",
        "Cache-Control: private",
        "Cache-Control: private, max-age=3600",
        "Cache-Control: private, s-maxage=3600, public",
        "Cache-Control: private|Expires: {date+3600}|ETag: \"v\"",
        "Cache-Control: private=\"X-A\", private, max-age=3600",
      })
  void whatMayNotBeStoredIsNot(String lines) throws IOException {
    for (String route : new String[] {"", "routes = [{ match = \"/**\", ttl = 1h }]"}) {
      try (Rig rig = tier.answering(Rig.counted(Twice.lines(lines)), route)) {
        rig.get("/a");

        assertThat(rig.get("/a").text()).isEqualTo("2");
        assertThat(rig.upstream().requests().get(1).header("If-None-Match")).isNull();
        assertThat(rig.events().count("stored")).isZero();
      }
    }
  }

  // 5.2.2.3: must-understand.

  @ParameterizedTest
  @ValueSource(ints = {299, 399, 499, 599})
  void aStatusThatIsNotUnderstoodIsNotStoredWithMustUnderstand(int status) throws IOException {
    AtomicInteger count = new AtomicInteger();
    for (String directives :
        new String[] {"must-understand, max-age=3600", "max-age=3600, no-store, Must-Understand"}) {
      try (Rig rig =
          tier.answering(
              r ->
                  ScriptedUpstream.response(
                      status, "" + count.incrementAndGet(), "Cache-Control: " + directives))) {
        String first = rig.get("/a").text();

        assertThat(rig.get("/a").text()).isNotEqualTo(first);
      }
    }
  }

  // Statuses without explicit freshness that are not heuristically cacheable.

  @ParameterizedTest
  @ValueSource(ints = {201, 202, 302, 303, 307, 400, 401, 403, 409, 429, 500, 502, 503, 504, 599})
  void aStatusNotCacheableByItselfNeedsExplicitFreshness(int status) throws IOException {
    try (Rig rig =
        tier.answering(
            r -> ScriptedUpstream.response(status, "x", "Last-Modified: " + Twice.date(-86400)),
            "routes = [{ match = \"/**\", heuristic-freshness = on }]")) {
      rig.get("/a");
      rig.get("/a");

      assertThat(rig.seen()).isEqualTo(2);
    }
  }

  // 3.5: Authorization.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: max-age=3600",
        "Cache-Control: proxy-revalidate, max-age=3600",
        "Cache-Control: immutable, max-age=3600",
        "Cache-Control: private, s-maxage=3600",
        "Expires: {date+3600}",
        "Cache-Control: x-public, max-age=3600, y=\"public\"",
      })
  void answersToAuthorizedRequestsAreNotShared(String lines) throws IOException {
    try (Rig rig = tier.answering(Rig.counted(Twice.lines(lines)))) {
      assertThat(rig.get("/a", "Authorization: Basic YTph").text()).isEqualTo("1");

      assertThat(rig.get("/a").text()).isEqualTo("2");
      assertThat(rig.get("/b", "Authorization: Basic YTph").text()).isEqualTo("3");
      assertThat(rig.get("/b", "Authorization: Basic YjpiCg").text()).isEqualTo("4");
      assertThat(rig.get("/b", "Authorization: Basic YTph").text()).isEqualTo("5");
    }
  }

  @Test
  void sharedByMustRevalidateItIsValidatedOnceStale() throws IOException {
    try (Rig rig =
        tier.answering(Rig.counted("Cache-Control: max-age=0, must-revalidate", "ETag: \"v\""))) {
      rig.get("/a", "Authorization: Basic YTph");

      assertThat(rig.get("/a", "Cache-Control: max-stale").text()).isEqualTo("2");
    }
  }

  // 3.3: what is not complete answers nobody else.

  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nContent-Length: 10\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\n" + HOUR + "\r\nContent-Length: 10\r\n\r\n",
        CHUNKED,
        CHUNKED + "5\r\nwor",
        CHUNKED + "0\r\n",
        CHUNKED + "0\r\nX-Trailer: half",
        CHUNKED + "zz\r\n",
      })
  void whatWasCutShortIsNotReused(String cut) throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (Rig rig =
        tier.serving(
            connection -> {
              while (connection.readRequest() != null) {
                if (count.incrementAndGet() == 1) {
                  connection.write(cut);
                  return;
                }
                connection.write(ScriptedUpstream.response(200, "whole", HOUR));
              }
            })) {
      rig.client().get("/a");
      for (int i = 0; i < 2; i++) {
        Response whole = rig.client().get("/a");
        assertThat(whole.text()).isEqualTo("whole");
        assertThat(whole.truncated()).isFalse();
      }
    }
  }

  // 4: other targets, authorities and methods are other responses.

  @Test
  void anotherTargetIsAnotherResponse() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      String[] targets = {"/a", "/a/", "/A", "/a?", "/a?x=1", "/a?x=2", "/a?X=1", "/b", "/a;x"};
      for (String target : targets) {
        rig.get(target);
      }
      rig.get("/a", "Host: other");

      assertThat(rig.seen()).isEqualTo(targets.length + 1);
      for (int i = 0; i < targets.length; i++) {
        assertThat(rig.get(targets[i]).text()).as(targets[i]).isEqualTo(Integer.toString(i + 1));
      }
    }
  }

  // 5.2.2.4: no-cache needs a validation every time.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cache-Control: no-cache",
        "Cache-Control: no-cache, max-age=3600",
        "Cache-Control: max-age=3600, No-Cache",
        "Cache-Control: no-cache, s-maxage=3600, public, immutable",
        "Cache-Control: no-cache|Expires: {date+3600}",
        "Cache-Control: no-cache, max-age=3600, stale-while-revalidate=3600",
      })
  void noCacheIsNotReusedWithoutValidation(String lines) throws IOException {
    Twice.assertAskedAgain(tier, lines);
    Twice.assertAskedAgain(tier, lines + "|ETag: \"v\"");
  }

  @Test
  void noCacheIsValidatedEachTime() throws IOException {
    try (Rig rig =
        tier.answering(
            r ->
                r.header("If-None-Match") == null
                    ? ScriptedUpstream.response(
                        200, "body", "Cache-Control: no-cache, max-age=3600", "ETag: \"v\"")
                    : "HTTP/1.1 304 Not Modified\r\nETag: \"v\"\r\n"
                        + "Cache-Control: no-cache, max-age=3600\r\n\r\n")) {
      rig.get("/a");
      Tier.awaitStored(rig);
      for (int i = 2; i <= 4; i++) {
        Response validated = rig.get("/a");

        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.text()).isEqualTo("body");
        assertThat(rig.seen()).isEqualTo(i);
        assertThat(rig.upstream().requests().get(i - 1).header("If-None-Match")).isEqualTo("\"v\"");
      }
    }
  }

  // 5.2.1.5: a request's no-store.

  @Test
  void theAnswerToARequestWithNoStoreIsNotStored() throws IOException {
    try (Rig rig = tier.counting(HOUR)) {
      assertThat(rig.get("/a", "Cache-Control: no-store").text()).isEqualTo("1");
      assertThat(rig.get("/a").text()).isEqualTo("2");
      Tier.awaitStored(rig);

      assertThat(rig.get("/a").text()).isEqualTo("2");
      assertThat(rig.events().count("stored")).isEqualTo(1);
    }
  }

  // 3.3: a part is not the whole; and a 304 is nothing by itself.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 206 P\r\nContent-Range: bytes 0-4/10\r\nETag: \"v\"\r\nContent-Length: 5\r\n"
            + HOUR
            + "\r\n\r\nhello",
        "HTTP/1.1 206 P\r\nContent-Range: bytes 0-4/10\r\nContent-Length: 5\r\n"
            + HOUR
            + "\r\n\r\nhello",
        "HTTP/1.1 206 P\r\nContent-Range: odd 0-4/10\r\nETag: \"v\"\r\nContent-Length: 5\r\n"
            + HOUR
            + "\r\n\r\nhello",
        "HTTP/1.1 304 N\r\nETag: \"v\"\r\n" + HOUR + "\r\n\r\n",
        "HTTP/1.1 416 R\r\nContent-Range: bytes */10\r\nContent-Length: 0\r\n" + HOUR + "\r\n\r\n",
      })
  void whatIsNoWholeAnswerIsNotTakenForOne(String odd) throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (Rig rig =
        tier.answering(
            r ->
                count.incrementAndGet() == 1
                    ? odd
                    : ScriptedUpstream.response(200, "helloworld", HOUR, "ETag: \"v\""))) {
      rig.client().get("/a");
      Response whole = rig.client().get("/a");

      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.text()).isEqualTo("helloworld");
    }
  }
}
