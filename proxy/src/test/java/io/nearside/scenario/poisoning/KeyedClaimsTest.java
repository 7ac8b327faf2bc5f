package io.nearside.scenario.poisoning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend sees of the resource only what is in the key. */
@OverEachWire
class KeyedClaimsTest {
  private static final String TRUSTED = "trusted-proxies = [\"127.0.0.0/8\"]";

  @ParameterizedTest
  @ValueSource(strings = {"TeSt", "test:80", "test:"})
  void theBackendSeesTheHostOfTheKey(String host) throws IOException {
    try (Rig rig = Mirror.rig()) {
      rig.get("/a", "Host: " + host);
      assertThat(rig.get("/a").text()).contains("Host: test\n").doesNotContain(host + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "Forwarded", "X-Original-URL",
        "X-Rewrite-URL", "X-Host", "X-HTTP-Method-Override", "CF-Visitor", "Front-End-Https",
        "X-Envoy-Original-Path", "X-Script-Name"
      })
  void whatATrustedProxyPassesOnIsInTheKeyOrDropped(String name) throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      rig.get("/a", name + ": evil.example");
      Mirror.assertSafe(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-Host", "X-Forwarded-Prefix", "X-Original-URL"})
  void whatATrustedProxySaysReachesTheBackendAndIsAHitForWhoSaysTheSame(String name)
      throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      assertThat(rig.get("/a", name + ": shop.example").text()).contains("shop.example");
      Response again = rig.get("/a", name + ": shop.example");
      Rig.assertHit(again);
      assertThat(again.text()).contains("shop.example");
      Rig.assertForwarded(rig.get("/a", name + ": other.example"));
    }
  }

  @Test
  void aPurgeByUrlReachesAllOfThem() throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      rig.get("/a", "X-Forwarded-Prefix: /api");
      Rig.assertHit(rig.get("/a", "X-Forwarded-Prefix: /api"));
      rig.send("POST", "/a");
      Rig.assertForwarded(rig.get("/a", "X-Forwarded-Prefix: /api"));
    }
  }

  @Test
  void whatATrustedProxySaysOfAddressesIsNotInTheKey() throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      rig.get("/a", "X-Forwarded-For: 10.0.0.1", "X-Real-IP: 10.0.0.1");
      Rig.assertHit(rig.get("/a", "X-Forwarded-For: 10.0.0.2", "X-Real-IP: 10.0.0.2"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil", "https, http", "wss"})
  void aSchemeThatIsNotHttpsIsNotPassedOn(String scheme) throws IOException {
    try (Rig rig = Mirror.rig(TRUSTED)) {
      assertThat(rig.get("/a", "X-Forwarded-Proto: " + scheme).text())
          .containsIgnoringCase("X-Forwarded-Proto: http\n")
          .doesNotContain(scheme + "\n");
    }
  }
}
