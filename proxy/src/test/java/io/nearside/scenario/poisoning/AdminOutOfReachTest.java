package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Wire;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that comes to the port for clients reaches what the admin port does. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminOutOfReachTest {
  private static final String EVERYTHING = "{\"everything\": true}";

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
            request -> ScriptedUpstream.response(200, "the backend's", Mirror.HOUR),
            "admin.token = s3cret");
    rig.get("/kept");
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  private String admin() {
    return "127.0.0.1:" + rig.sidecar().adminPort();
  }

  private void assertTheBackends(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("the backend's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/readyz",
        "/purge",
        "/metrics",
        "/admin",
        "//purge",
        "/./healthz",
        "/x/../readyz",
        "/%70urge",
        "/purge?x",
        "/purge;x"
      })
  void itsPathsAreTheBackends(String path) throws IOException {
    assertTheBackends(rig.client().get(path));
    assertTheBackends(rig.client().get(path, "Host: " + admin()));
    String absolute = "http://" + admin() + path;
    assertTheBackends(rig.client().get(absolute, "Host: " + admin()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/purge", "/x/../purge"})
  void aPurgeIsAPostToTheBackend(String path) throws IOException {
    String absolute = "http://" + admin() + path;
    for (String target : new String[] {path, absolute}) {
      try (RawClient attacker = rig.client()) {
        attacker
            .request(
                "POST",
                target,
                "Host: " + admin(),
                "Authorization: Bearer s3cret",
                "Content-Length: " + EVERYTHING.length())
            .send(EVERYTHING);
        assertTheBackends(attacker.readResponse());
      }
    }
    assertHit(rig.get("/kept"));
  }

  @Test
  void theMethodPurgeIsForConfiguredAddressesOnly() throws IOException {
    Response refused = rig.client().request("PURGE", "/kept").readResponse();

    assertThat(refused.status()).isIn(200, 403, 405);
    assertHit(rig.get("/kept"));
  }

  @Test
  void theServerAsAWholeIsTheBackend() throws IOException {
    Response options = rig.client().request("OPTIONS", "*", "Host: " + admin()).readResponse();

    assertTheBackends(options);
    assertThat(rig.upstream().requests().get(rig.seen() - 1).target()).isEqualTo("*");
  }

  @Test
  void noTunnelLeadsThere() throws IOException {
    try (RawClient attacker = rig.client()) {
      int status = attacker.request("CONNECT", admin(), "Host: " + admin()).readResponse().status();
      assertThat(status).isBetween(400, 501);
      attacker.expectClosed();
    }
  }

  @Test
  void itNeedsItsToken() throws IOException {
    try (RawClient attacker = RawClient.connect(rig.sidecar().adminPort())) {
      attacker.request("POST", "/purge", "Content-Length: " + EVERYTHING.length()).send(EVERYTHING);
      assertThat(attacker.readResponse().status()).isEqualTo(401);
    }
    assertHit(rig.get("/kept"));
  }
}
