package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.poisoning.Mirror.EVIL;
import static io.nearside.scenario.poisoning.Mirror.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host a request is for is in the key as the backend sees it. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostPoisoningTest {
  private final AtomicInteger count = new AtomicInteger();
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
    rig = Mirror.rig();
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  private String path() {
    return "/h" + count.incrementAndGet();
  }

  @ParameterizedTest
  @ValueSource(strings = {EVIL, "test.", "test:8081", "test:443", "eviltest", "test." + EVIL})
  void anotherHostIsAnotherEntry(String named) throws IOException {
    String host = Wire.current().authority(named);
    String path = path();
    assertForwarded(rig.get(path, "Host: " + host));

    assertForwarded(assertSafe(rig, path));
    assertThat(rig.get(path).text()).contains("Host: test\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test@" + EVIL,
        EVIL + "/",
        "test:80@" + EVIL,
        "test " + EVIL,
        "test," + EVIL,
        "test\t" + EVIL,
        "test:80" + EVIL,
        "test:99999",
        "test:-1",
        "test:0x50",
        "\"test\"",
        "test%2e" + EVIL,
        "test\\" + EVIL,
        "test?" + EVIL,
        "test#" + EVIL,
        "[::1",
        "http://test"
      })
  void aHostThatIsNoneIsRefused(String host) throws IOException {
    int before = rig.seen();
    try (RawClient attacker = RawClient.connect(rig.sidecar().port())) {
      assertThat(attacker.get(path(), "Host: " + host).status()).isEqualTo(400);
      attacker.expectClosed();
    }
    assertThat(rig.seen()).isEqualTo(before);
  }

  @Test
  void theAuthorityOfAnAbsoluteTargetIsTheHost() throws IOException {
    String path = path();
    Response attackers = rig.client().get("http://" + EVIL + path, "Host: " + EVIL);
    assertThat(attackers.text()).contains("Host: " + EVIL);

    assertForwarded(assertSafe(rig, path));
    assertHit(rig.get("http://test" + path, "Host: test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://test@" + EVIL, "http://" + EVIL + "@test", "http:/" + EVIL, "//"})
  void anAuthorityWithAUserIsRefusedOrNoAuthority(String prefix) throws IOException {
    String path = path();
    try (RawClient attacker = RawClient.connect(rig.sidecar().port())) {
      assertThat(attacker.get(prefix + path).status()).isIn(prefix.equals("//") ? 200 : 400, 400);
    }
    assertSafe(rig, path);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void aRedirectToTheHostOfTheRequestIsForThatHostOnly(int status) throws IOException {
    try (Rig redirecting =
        Rig.answering(
            request ->
                ScriptedUpstream.response(
                    status,
                    "",
                    "Location: https://" + request.header("Host") + request.target(),
                    Mirror.HOUR))) {
      redirecting.get("/r", "Host: " + EVIL);

      assertThat(redirecting.get("/r").header("Location")).isEqualTo("https://test/r");
      assertThat(redirecting.get("/r", "X-Forwarded-Host: " + EVIL).header("Location"))
          .isEqualTo("https://test/r");
    }
  }
}
