package io.nearside.scenario.rfc;

import static io.nearside.scenario.rfc.Origin.ETAG;
import static io.nearside.scenario.rfc.Origin.HOUR;
import static io.nearside.scenario.rfc.Origin.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.Response;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a 304 makes of the stored fields.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.2
 */
@InEachTier
class FieldUpdatesMustTest {
  private final Tier tier;

  FieldUpdatesMustTest(Tier tier) {
    this.tier = tier;
  }

  private static final List<String> STORED =
      List.of(
          ETAG,
          STALE,
          "Age: 500",
          "Content-Type: text/plain",
          "X-Kept: kept",
          "X-Replaced: old",
          "X-Replaced: older",
          "Expires: Tue, 15 Nov 1994 08:12:31 GMT",
          "Cache-Status: Origin; fwd=miss");

  /** Stores a response, validates it with a 304 of these lines, and returns a hit after that. */
  private Response freshenedBy(String... lines) throws IOException {
    Origin origin = Origin.of("one", STORED.toArray(String[]::new)).notModifiedSays(lines);
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      Response validated = rig.get("/a");
      Response hit = Eventually.hit(rig, "/a");
      assertThat(validated.status()).isEqualTo(200);
      for (String name : List.of("X-Kept", "X-Replaced", "X-Added", "Content-Type", "Expires")) {
        assertThat(hit.headers(name)).as(name).isEqualTo(validated.headers(name));
      }
      assertThat(hit.text()).isEqualTo("one");
      assertThat(hit.headers("Content-Length")).containsExactly("3");
      return hit;
    }
  }

  @Test
  void eachLineOfAFieldIsReplaced() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, "X-Replaced: new");

    assertThat(hit.headers("X-Replaced")).containsExactly("new");
    assertThat(hit.headers("Cache-Control")).containsExactly("max-age=3600");
  }

  @Test
  void aFieldMayGetMoreLines() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, "x-replaced: a", "X-REPLACED: b", "x-replaced: c");

    assertThat(hit.headers("X-Replaced")).containsExactly("a", "b", "c");
  }

  @Test
  void aNewFieldIsAdded() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, "X-Added: 1", "X-Added: 2");

    assertThat(hit.headers("X-Added")).containsExactly("1", "2");
  }

  @Test
  void aFieldThatIsNotSaidAgainStays() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR);

    assertThat(hit.headers("X-Kept")).containsExactly("kept");
    assertThat(hit.headers("X-Replaced")).containsExactly("old", "older");
    assertThat(hit.headers("Content-Type")).containsExactly("text/plain");
  }

  /** "The Content-* prefix is not a signal that a header field is omitted from update." */
  @Test
  void fieldsOfTheContentAreFieldsLikeOthers() throws IOException {
    Response hit =
        freshenedBy(
            ETAG,
            HOUR,
            "Content-Type: text/html",
            "Content-Language: en",
            "Content-Disposition: inline",
            "Content-Foo: bar");

    assertThat(hit.headers("Content-Type")).containsExactly("text/html");
    assertThat(hit.headers("Content-Language")).containsExactly("en");
    assertThat(hit.headers("Content-Disposition")).containsExactly("inline");
    assertThat(hit.headers("Content-Foo")).containsExactly("bar");
  }

  @Test
  void expiresAndDateAreReplaced() throws IOException {
    Response hit =
        freshenedBy(
            ETAG,
            HOUR,
            "Expires: Fri, 01 Jan 2100 00:00:00 GMT",
            "Date: Fri, 01 Jan 2100 00:00:00 GMT");

    assertThat(hit.headers("Expires")).containsExactly("Fri, 01 Jan 2100 00:00:00 GMT");
    assertThat(hit.headers("Date")).containsExactly("Fri, 01 Jan 2100 00:00:00 GMT");
  }

  @Test
  void theAgeStartsAgain() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR);

    assertThat(hit.headers("Age")).hasSize(1);
    assertThat(Integer.parseInt(hit.header("Age"))).isBetween(0, 30);
  }

  @Test
  void theAgeIsThatOfTheValidation() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, "Age: 200");

    assertThat(hit.headers("Age")).hasSize(1);
    assertThat(Integer.parseInt(hit.header("Age"))).isBetween(200, 230);
    assertThat(Rig.status(hit)).matches("nearside; hit; ttl=3(400|3\\d\\d)");
  }

  @ParameterizedTest
  @CsvSource({"Content-Length, 999", "Content-Length, 0"})
  void theContentLengthIsNot(String name, String value) throws IOException {
    freshenedBy(ETAG, HOUR, name + ": " + value);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Range, bytes 0-0/3",
    "Transfer-Encoding, chunked",
    "Keep-Alive, timeout=5",
    "Proxy-Authenticate, Basic",
    "Proxy-Connection, close",
    "Upgrade, h2c"
  })
  void someFieldsAreNotTaken(String name, String value) throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, name + ": " + value);

    assertThat(hit.headers(name)).isEmpty();
  }

  @Test
  void whatConnectionNamesIsNotTaken() throws IOException {
    Response hit = freshenedBy(ETAG, HOUR, "Connection: X-Hop, X-Kept", "X-Hop: 1", "X-Kept: hop");

    assertThat(hit.headers("X-Hop")).isEmpty();
    assertThat(hit.headers("Connection")).isEmpty();
    assertThat(hit.headers("X-Kept")).containsExactly("kept");
  }

  /** A cookie that a 304 sets is for the client whose request it answered. */
  @Test
  void aCookieOfA304ReachesNobodyElse() throws IOException {
    AtomicInteger count = new AtomicInteger();
    Origin origin = Origin.of("one", ETAG, STALE);
    try (Rig rig =
        tier.answering(
            request ->
                request.header("If-None-Match") == null
                    ? origin.apply(request)
                    : Origin.notModified(
                        ETAG, HOUR, "Set-Cookie: id=" + count.incrementAndGet()))) {
      Eventually.stored(rig, 1, "/a");
      Set<String> cookies = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        Response answer = rig.get("/a");
        assertThat(answer.text()).isEqualTo("one");
        assertThat(answer.headers("Set-Cookie")).allMatch(cookies::add);
      }
    }
  }

  @Test
  void anotherFresheningWorksOnTheFreshened() throws IOException {
    Origin origin = Origin.of("one", ETAG, STALE).notModifiedSays(ETAG, STALE, "X-First: 1");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      assertThat(rig.get("/a").headers("X-First")).containsExactly("1");
      Eventually.answer(rig, "/a", answer -> answer.header("X-First") != null);
      origin.notModifiedSays(ETAG, HOUR, "X-Second: 2");
      rig.get("/a");
      Response hit = Eventually.hit(rig, "/a");

      assertThat(hit.headers("X-Second")).containsExactly("2");
      assertThat(hit.text()).isEqualTo("one");
    }
  }

  /** The body is not touched, whatever its size. */
  @ParameterizedTest
  @CsvSource({"0", "1", "100000", "900000"})
  void theBodyStaysAsItWas(int length) throws IOException {
    String body = Origin.letters(length);
    Origin origin = Origin.of(body, ETAG, STALE).notModifiedSays(ETAG, HOUR, "X-A: 1");
    try (Rig rig = tier.answering(origin)) {
      Eventually.stored(rig, 1, "/a");
      assertThat(rig.get("/a").text()).isEqualTo(body);
      Response hit = Eventually.hit(rig, "/a");

      assertThat(hit.text()).isEqualTo(body);
      assertThat(hit.header("X-A")).isEqualTo("1");
    }
  }
}
