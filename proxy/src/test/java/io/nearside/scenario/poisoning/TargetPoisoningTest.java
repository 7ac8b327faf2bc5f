package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for is in the key, as the backend sees it. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetPoisoningTest {
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
        Mirror.rig(
            "routes = [ { match = \"/tracked\", key.query.drop = [\"utm_*\"] },",
            " { match = \"/kept\", key.query.keep = [\"page\"] } ]");
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/q?a=1&a=evil, /q?a=evil&a=1",
    "/q?a=1&a=evil, /q?a=1",
    "/q?a=1&A=evil, /q?a=1",
    "/q?a=1;a=evil, /q?a=1",
    "/q?a=1%26a=evil, /q?a=1&a=evil",
    "/q?a=1%3Ba=evil, /q?a=1;a=evil",
    "/q?a[]=1&a[]=evil, /q?a[]=evil&a[]=1",
    "/q?a=1&a[]=evil, /q?a=1",
    "/q?%61=1&a=evil, /q?a=evil&a=1",
    "/q?a=b+c, /q?a=b%20c",
    "/q?a=%00, /q?a=",
    "/q?evil, /q",
    "/q?, /q",
    "/q?&, /q?",
    "/q?a, /q?a=",
    "/q??a=1, /q?a=1",
    "/s;evil=1, /s",
    "/s;evil=1/t, /s/t",
    "/s%3Bevil=1, /s;evil=1",
    "/e%2Fvil, /e/vil",
    "/e%252Fvil, /e%2Fvil",
    "/e%5Cvil, /e/vil",
    "/e\\vil, /e/vil",
    "/e//vil, /e/vil",
    "//evil/x, /x",
    "/EVIL, /evil",
    "/x%2e%2e%2fevil, /evil",
    "/x/..%2fevil, /evil",
    "/x/%252e%252e/evil, /evil",
    "/x/..;/evil, /evil",
    "/x/...//evil, /evil",
    "/x%00evil, /x",
    "/x%0d%0aevil, /x",
    "/x%20, /x",
    "/x/, /x",
    "/x., /x",
    "/tracked?a=1&utm_x=1;callback=evil, /tracked?a=1",
    "/tracked?a=1&callback=evil, /tracked?a=1",
    "/kept?page=1&x=1;page=evil, /kept?page=1",
    "/key%23h.x=evil, /key",
    "/key%3Fa=evil, /key?a=evil",
  })
  void whatABackendMayReadDifferentlyIsNotOneEntry(String attackers, String victims)
      throws IOException {
    try (RawClient attacker = rig.client()) {
      assertThat(attacker.get(attackers).status()).isIn(200, 400);
    }
    Response victim = rig.get(victims);
    assertThat(victim.text()).startsWith("GET " + victims + "\n");
    assertHit(rig.get(victims));
  }

  @ParameterizedTest
  @CsvSource({
    "/n/%7Ex, /n/~x",
    "/n/%41, /n/A",
    "/n/%c3%A9, /n/%C3%A9",
    "/n/y/../z, /n/z",
    "/n/y/%2e%2E/w, /n/w",
    "/n/./v, /n/v",
    "/n?b=%7E, /n?b=~",
  })
  void whatIsOneEntryIsOneTargetForTheBackend(String attackers, String victims) throws IOException {
    assertThat(rig.get(attackers).text()).startsWith("GET " + victims + "\n");

    assertHit(rig.get(victims));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%", "/%2", "/%zz", "/a?%", "/a?%g0", "/caf\u00e9", "/a#b", "/a?b#c", "*"})
  void aTargetThatIsNoneIsRefused(String target) throws IOException {
    int before = rig.seen();
    try (RawClient attacker = rig.client()) {
      assertThat(attacker.get(target).status()).isEqualTo(400);
    }
    assertThat(rig.seen()).isEqualTo(before);
  }

  @Test
  void aLongQueryIsKeyedToItsLastParameter() throws IOException {
    String many =
        IntStream.range(0, 150)
            .mapToObj(i -> "p%03d=v".formatted(i))
            .collect(Collectors.joining("&"));
    assertForwarded(rig.get("/long?" + many + "&z=evil"));

    assertForwarded(rig.get("/long?" + many + "&z=1"));
    assertHit(rig.get("/long?" + many + "&z=1"));
    assertForwarded(rig.get("/long?" + many));
  }

  @Test
  void lineBreaksInATargetStayEncoded() throws IOException {
    Response attackers = rig.get("/crlf%0d%0aSet-Cookie:%20evil=1?x=%0d%0aX-Evil:%201");

    assertThat(attackers.text())
        .startsWith("GET /crlf%0D%0ASet-Cookie:%20evil=1?x=%0D%0AX-Evil:%201\n");
    assertThat(attackers.header("Set-Cookie")).isNull();
    assertThat(attackers.header("X-Evil")).isNull();
  }

  /** Leaving a parameter out of the key is saying that it changes nothing. */
  @Test
  void whatARuleLeavesOutOfTheKeyStillReachesTheBackend() throws IOException {
    rig.get("/tracked?a=2&utm_source=mail");

    Response next = rig.get("/tracked?a=2");
    assertHit(next);
    assertThat(next.text()).startsWith("GET /tracked?a=2&utm_source=mail\n");
  }
}
