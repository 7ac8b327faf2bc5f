package io.nearside.scenario.caching;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests are one entry, and which never are. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyTest {
  private static final String HOUR = "Cache-Control: max-age=3600";

  private static final String ROUTES =
      String.join(
          "\n",
          "authority.aliases { \"www.test\" = \"test\" }",
          "routes = [",
          "  { match = \"/keep\", key.query.keep = [\"page\", \"f_*\"] }",
          "  { match = \"/drop\", key.query.drop = [\"utm_*\", \"fbclid\"] }",
          "  { match = \"/none\", key.query.empty-is-none = on }",
          "  { match = \"/unsorted\", key.query.sort = off }",
          "  { match = \"/tenant\", ttl = 1h, key.headers = [\"X-Tenant\"] }",
          "  { match = \"/lang\", ttl = 1h, key.cookies = [\"lang\"] }",
          "  { match = \"/me\", ttl = 1h, key.principal { header = \"Authorization\" } }",
          "  { match = \"/session\", ttl = 1h, key.principal { cookie = \"sid\" } }",
          "]");

  private Rig rig;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    if (wire == Wire.current()) {
      return;
    }
    wire = Wire.current();
    if (rig != null) {
      rig.close();
    }
    rig =
        Rig.answering(
            request ->
                request.target().matches("/(tenant|lang|me|session)")
                    ? Rig.counted().apply(request)
                    : Rig.counted(HOUR).apply(request),
            ROUTES);
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/q?b=2&a=1, /q?a=1&b=2",
    "/tilde/%7Eme, /tilde/~me",
    "/hex/%c3%a9, /hex/%C3%A9",
    "/dots/a/./b/../c, /dots/a/c",
    "/dots2/%2e%2e/x, /x",
    "/keep?page=1&x=1&f_a=2, /keep?f_a=2&page=1&y=7",
    "/drop?a=1&utm_source=x&fbclid=y, /drop?a=1",
    "/none?, /none"
  })
  void theseAreOneEntry(String one, String other) throws IOException {
    rig.get(one);
    int before = rig.seen();

    assertHit(rig.get(other));
    assertThat(rig.seen()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "/dup?a=1&a=2, /dup?a=2&a=1",
    "/empty?, /empty",
    "/slash/a%2Fb, /slash/a/b",
    "/double//a, /double/a",
    "/case/A, /case/a",
    "/plus?a=b+c, /plus?a=b%20c",
    "/amp?a=1%26b=2, /amp?a=1&b=2",
    "/value?a=, /value?a",
    "/keep?page=2, /keep?page=3",
    "/drop?b=1, /drop?b=2",
    "/unsorted?b=2&a=1, /unsorted?a=1&b=2",
    "/name?x, /?namex",
    "/trail, /trail/",
    "/semi;a, /semi"
  })
  void theseNeverShareAnEntry(String one, String other) throws IOException {
    assertForwarded(rig.get(one));
    assertForwarded(rig.get(other));
    assertHit(rig.get(one));
    assertHit(rig.get(other));
  }

  @Test
  void theUpstreamSeesParametersInTheClientsOrder() throws IOException {
    rig.get("/order?b=2&a=1&b=1");

    assertThat(rig.upstream().requests().get(rig.seen() - 1).target())
        .isEqualTo("/order?b=2&a=1&b=1");
  }

  @ParameterizedTest
  @CsvSource({"TEST", "test:80", "TEST:80", "www.test", "WWW.Test:80"})
  void theseHostsAreTheSame(String host) throws IOException {
    rig.get("/host", "Host: test");

    assertHit(rig.get("/host", "Host: " + Wire.current().authority(host)));
  }

  @ParameterizedTest
  @CsvSource({"other", "test2", "test:8080", "a.test", "test."})
  void differentHostsNeverShare(String host) throws IOException {
    rig.get("/tenancy", "Host: test");

    assertForwarded(rig.get("/tenancy", "Host: " + host));
    assertHit(rig.get("/tenancy", "Host: " + host));
  }

  @Test
  void theAuthorityOfAnAbsoluteFormWinsOverHost() throws IOException {
    rig.get("/absolute", "Host: victim");

    assertForwarded(rig.get("http://attacker/absolute", "Host: victim"));
    assertThat(rig.upstream().requests().get(rig.seen() - 1).header("Host")).isEqualTo("attacker");
    assertHit(rig.get("/absolute", "Host: attacker"));
    assertHit(rig.get("http://victim/absolute", "Host: attacker"));
  }

  @OnlyH1("the scheme is http")
  void fieldsThatAreNotInTheKeyDoNotReachTheUpstream() throws IOException {
    rig.get(
        "/poison",
        "X-Forwarded-Host: evil",
        "X-Forwarded-Proto: https",
        "X-Original-URL: /admin",
        "X-HTTP-Method-Override: DELETE",
        "Forwarded: host=evil");
    var seen = rig.upstream().requests().get(rig.seen() - 1);

    assertThat(seen.headers("X-Forwarded-Host")).containsExactly("test");
    assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.header("X-Original-URL")).isNull();
    assertThat(seen.header("X-HTTP-Method-Override")).isNull();
    assertThat(seen.header("Forwarded")).isNull();
  }

  @Test
  void aHundredAndFiftyParametersAllCount() throws IOException {
    String many =
        IntStream.range(0, 149).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"));
    assertForwarded(rig.get("/many?" + many + "&z=1"));
    assertForwarded(rig.get("/many?" + many + "&z=2"));
    assertThat(rig.upstream().requests().get(rig.seen() - 1).target()).endsWith("&p148=148&z=2");

    assertHit(rig.get("/many?z=1&" + many));
  }

  @Test
  void aHeaderOfTheKeySeparates() throws IOException {
    assertForwarded(rig.get("/tenant", "X-Tenant: a"));
    assertForwarded(rig.get("/tenant", "X-Tenant: b"));
    assertForwarded(rig.get("/tenant"));
    assertForwarded(rig.get("/tenant", "X-Tenant:"));
    assertForwarded(rig.get("/tenant", "X-Tenant: A"));
    assertHit(rig.get("/tenant", "X-Tenant: a"));
    assertHit(rig.get("/tenant"));
  }

  @Test
  void aCookieOfTheKeySeparatesWhateverStandsBesideIt() throws IOException {
    assertForwarded(rig.get("/lang", "Cookie: lang=de"));
    assertForwarded(rig.get("/lang", "Cookie: lang=en"));
    assertHit(rig.get("/lang", "Cookie: lang=de"));
    // Another cookie could name a user: nothing stored by our own rule is for it.
    assertForwarded(rig.get("/lang", "Cookie: lang=de; sid=1"));
  }

  @Test
  void twoUsersNeverShare() throws IOException {
    Response alice = rig.get("/me", "Authorization: Bearer alice");
    Response bob = rig.get("/me", "Authorization: Bearer bob");
    assertForwarded(bob);
    assertForwarded(rig.get("/me"));

    assertHit(rig.get("/me", "Authorization: Bearer alice"));
    assertHit(rig.get("/me", "Authorization: Bearer bob"));
    assertForwarded(rig.get("/me", "Authorization: bearer alice"));
    assertThat(alice.status()).isEqualTo(200);
  }

  @Test
  void twoSessionsNeverShare() throws IOException {
    assertForwarded(rig.get("/session", "Cookie: sid=1; theme=x"));
    assertForwarded(rig.get("/session", "Cookie: sid=2; theme=x"));
    assertForwarded(rig.get("/session"));
    assertHit(rig.get("/session", "Cookie: theme=y; sid=1"));
  }
}
