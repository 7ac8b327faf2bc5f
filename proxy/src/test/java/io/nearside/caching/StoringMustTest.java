package io.nearside.caching;

import static io.nearside.caching.Decisions.NOW;
import static io.nearside.caching.Decisions.URI;
import static io.nearside.caching.Decisions.decide;
import static io.nearside.caching.Decisions.verdict;
import static io.nearside.caching.RouteBuilder.route;
import static io.nearside.http.ListedFields.fields;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What https://www.rfc-editor.org/rfc/rfc9111#section-3 demands. */
class StoringMustTest {
  private static final Route KEEPING = route().keepSeconds(600).build();
  private static final Route GENEROUS =
      route()
          .ttlSeconds(60)
          .ttlOverrideSeconds(60)
          .ttlByStatusSeconds(200, 599, 60)
          .heuristicFraction(1)
          .keepSeconds(600)
          .staleIfErrorSeconds(600)
          .build();

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FOO", "get", ""})
  void answersToMethodsNotUnderstoodAreNotStored(String method) {
    assertThat(
            Storing.decide(
                    URI,
                    method,
                    fields(),
                    200,
                    fields("Cache-Control", "public, max-age=60", "Content-Location", "/a?b=c"),
                    GENEROUS,
                    NOW,
                    NOW)
                .verdict())
        .isEqualTo(Storability.METHOD);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 102, 103, 199})
  void whatIsNotFinalIsNotStored(int status) {
    assertThat(decide(GENEROUS, status, "Cache-Control", "max-age=60").verdict())
        .isEqualTo(Storability.STATUS);
  }

  @ParameterizedTest
  @ValueSource(ints = {206, 304})
  void partsAndNotModifiedAreNotStoredAsWholes(int status) {
    assertThat(decide(GENEROUS, status, "Cache-Control", "max-age=60", "ETag", "\"a\"").verdict())
        .isEqualTo(Storability.STATUS);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 299, 402, 418, 499, 599})
  void mustUnderstandKeepsWhatIsNotUnderstoodOut(int status) {
    assertThat(decide(GENEROUS, status, "Cache-Control", "must-understand, max-age=60").verdict())
        .isEqualTo(Storability.STATUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-store",
        "no-store, max-age=60",
        "public, no-store",
        "NO-STORE=\"x\", s-maxage=9"
      })
  void noStoreIsNotStoredWhateverTheRouteSays(String cacheControl) {
    assertThat(verdict(GENEROUS, "Cache-Control", cacheControl, "ETag", "\"a\""))
        .isEqualTo(Storability.NO_STORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"private", "private, max-age=60", "private, public", "Private, s-maxage=60"})
  void unqualifiedPrivateIsNotStoredWhateverTheRouteSays(String cacheControl) {
    assertThat(verdict(GENEROUS, "Cache-Control", cacheControl, "ETag", "\"a\""))
        .isEqualTo(Storability.PRIVATE);
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.5 */
  @ParameterizedTest
  @ValueSource(
      strings = {"max-age=60", "immutable, max-age=60", "no-cache", "proxy-revalidate", "foo"})
  void answersToAuthorizedRequestsNeedADirectiveThatAllowsSharing(String cacheControl) {
    assertThat(
            decide(
                    GENEROUS,
                    fields("Authorization", "Basic x"),
                    200,
                    "Cache-Control",
                    cacheControl,
                    "ETag",
                    "\"a\"")
                .verdict())
        .isEqualTo(Storability.AUTHORIZATION);
  }

  @ParameterizedTest
  @CsvSource({"200", "203", "201", "302", "404", "500"})
  void withoutFreshnessOrRuleNothingIsStored(int status) {
    assertThat(decide(KEEPING, status, "ETag", "\"a\"").storable()).isFalse();
    assertThat(decide(KEEPING, status, "Cache-Control", "must-revalidate").storable()).isFalse();
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.1 */
  @Nested
  class FieldsThatAreNotStored {

    @Test
    void theNamesOfQualifiedPrivateAndNoCache() {
      StoreDecision decision =
          decide(
              KEEPING,
              "Cache-Control",
              "max-age=60, private=\"X-User, X-A\"",
              "Cache-Control",
              "no-cache=\"x-a\", no-cache=X-B");

      assertThat(decision.verdict()).isEqualTo(Storability.STORABLE);
      assertThat(decision.mustValidate()).isFalse();
      assertThat(decision.staleForbidden()).isFalse();
      assertThat(decision.unstoredFields()).containsExactlyInAnyOrder("x-user", "x-a", "x-b");
    }

    @Test
    void aCookieThatIsNotStoredDoesNotKeepTheRestOut() {
      String[] response = {
        "Cache-Control", "max-age=60, no-cache=\"Set-Cookie\"", "Set-Cookie", "a=b"
      };

      assertThat(verdict(KEEPING, response)).isEqualTo(Storability.STORABLE);
      assertThat(verdict(KEEPING, "Cache-Control", "max-age=60, private=x", "Set-Cookie", "a=b"))
          .isEqualTo(Storability.SET_COOKIE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private=\"vary\"", "private=\"a, Content-Type\"", "private=\"a b\""})
    void whatMakesNoSenseWithoutThemIsNotStoredAtAll(String directive) {
      assertThat(verdict(KEEPING, "Cache-Control", directive + ", max-age=60", "ETag", "\"a\""))
          .isEqualTo(Storability.PRIVATE);
      StoreDecision decision =
          decide(
              KEEPING,
              "Cache-Control",
              directive.replace("private", "no-cache") + ", max-age=60",
              "ETag",
              "\"a\"");
      assertThat(decision.mustValidate()).isTrue();
    }

    @Test
    void aValidatorThatIsNotStoredIsNone() {
      assertThat(verdict(KEEPING, "Cache-Control", "max-age=0, private=etag", "ETag", "\"a\""))
          .isEqualTo(Storability.EXPIRED);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.3 */
  @Nested
  class AnswersToPost {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "-",
        value = {
          "max-age=60 | /a?b=c         | STORABLE",
          "s-maxage=9 | http://h/a?b=c | STORABLE",
          "max-age=60 | ?b=c           | STORABLE",
          "max-age=60 | HTTP://H:80/%61?b=c | STORABLE",
          "max-age=60 | /a             | METHOD",
          "max-age=60 | /a?b=d         | METHOD",
          "max-age=60 | https://h/a?b=c| METHOD",
          "max-age=60 | //other/a?b=c  | METHOD",
          "max-age=60 | http://        | METHOD",
          "max-age=60 | -              | METHOD",
          "foo        | /a?b=c         | METHOD",
          "public     | /a?b=c         | METHOD",
          "no-cache   | /a?b=c         | METHOD",
          "no-store, max-age=60 | /a?b=c | NO_STORE",
          "private, max-age=60  | /a?b=c | PRIVATE",
        })
    void needExplicitFreshnessAndTheTargetAsTheirLocation(
        String cacheControl, String location, Storability expected) {
      String[] response = {
        "Cache-Control", cacheControl, location == null ? "X" : "Content-Location", "" + location
      };

      assertThat(post(GENEROUS, 200, response).verdict()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 204, 206, 303, 304, 400, 404, 500})
    void areNotWhatAGetWouldGetUnlessTheyAre200(int status) {
      assertThat(
              post(GENEROUS, status, "Cache-Control", "max-age=60", "Content-Location", "/a?b=c")
                  .storable())
          .isFalse();
    }

    @Test
    void lastAsLongAsTheySayWhateverTheRouteSays() {
      StoreDecision decision =
          post(
              GENEROUS,
              200,
              "Cache-Control",
              "max-age=7",
              "Content-Location",
              "/a?b=c",
              "Age",
              "2");

      assertThat(Decisions.freshSeconds(decision)).isEqualTo(5);
      assertThat(decision.lifetimeByRule()).isFalse();
    }

    @Test
    void haveOneLocation() {
      assertThat(
              post(
                      GENEROUS,
                      200,
                      "Cache-Control",
                      "max-age=7",
                      "Content-Location",
                      "/a?b=c",
                      "Content-Location",
                      "/a?b=c")
                  .storable())
          .isFalse();
    }

    private static StoreDecision post(Route route, int status, String... response) {
      return Storing.decide(URI, "POST", fields(), status, fields(response), route, NOW, NOW);
    }
  }

  /** Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.4 */
  @Nested
  class Parts {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "-",
        value = {
          "\"a\"   | bytes 0-4/10     | STORABLE",
          "\"a\"   | bytes 0-4/*      | STORABLE",
          "\"a\"   | bytes 5-9/10     | STORABLE",
          "W/\"a\" | bytes 0-4/10     | PARTIAL",
          "a       | bytes 0-4/10     | PARTIAL",
          "-       | bytes 0-4/10     | PARTIAL",
          "\"a\"   | -                | PARTIAL",
          "\"a\"   | bytes */10       | PARTIAL",
          "\"a\"   | bytes 4-0/10     | PARTIAL",
          "\"a\"   | bytes 0-10/10    | PARTIAL",
          "\"a\"   | items 0-4/10     | PARTIAL",
          "\"a\"   | 0-4/10           | PARTIAL",
        })
    void needAStrongValidatorAndOneRange(String tag, String range, Storability expected) {
      assertThat(
              partial(
                  "Cache-Control",
                  "max-age=60",
                  "Last-Modified",
                  Decisions.date(-1000),
                  tag == null ? "X" : "ETag",
                  "" + tag,
                  range == null ? "X" : "Content-Range",
                  "" + range))
          .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "no-store            | NO_STORE",
          "private, max-age=60 | PRIVATE",
          "foo                 | NO_FRESHNESS",
          "max-age=0           | STORABLE",
          "no-cache            | STORABLE",
        })
    void areStoredWhereTheWholeWouldBe(String cacheControl, Storability expected) {
      assertThat(
              partial(
                  "Cache-Control", cacheControl, "ETag", "\"a\"", "Content-Range", "bytes 0-4/10"))
          .isEqualTo(expected);
    }

    @Test
    void areAnswersToGetWith206() {
      for (String method : new String[] {"GET", "POST", "HEAD"}) {
        for (int status : new int[] {200, 206}) {
          boolean storable =
              Storing.decidePartial(
                      URI,
                      method,
                      fields(),
                      status,
                      fields(
                          "Cache-Control",
                          "max-age=60",
                          "ETag",
                          "\"a\"",
                          "Content-Range",
                          "bytes 0-4/10"),
                      KEEPING,
                      NOW,
                      NOW)
                  .storable();
          assertThat(storable).isEqualTo(method.equals("GET") && status == 206);
        }
      }
    }

    private static Storability partial(String... response) {
      return Storing.decidePartial(URI, "GET", fields(), 206, fields(response), KEEPING, NOW, NOW)
          .verdict();
    }
  }
}
