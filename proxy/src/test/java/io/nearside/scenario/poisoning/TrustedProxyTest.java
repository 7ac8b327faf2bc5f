package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.poisoning.Mirror.EVIL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a trusted proxy says of the client's connection is believed, and in the key. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class TrustedProxyTest {
  private static final String TRUST = "trusted-proxies = [\"127.0.0.0/8\"]";

  @OnlyH1("the scheme is http")
  void theSchemeIsInTheKey() throws IOException {
    try (Rig rig = Mirror.rig(TRUST)) {
      Response tls = rig.get("/a", "X-Forwarded-Proto: https");
      assertThat(tls.text()).contains("X-Forwarded-Proto: https");

      Response plain = rig.get("/a");
      assertForwarded(plain);
      assertThat(plain.text()).doesNotContain("https");
      assertHit(rig.get("/a", "X-Forwarded-Proto: https"));
      assertHit(rig.get("/a"));
    }
  }

  @OnlyH1("the scheme is http")
  void whereNobodyIsTrustedTheSchemeIsThatOfTheConnection() throws IOException {
    try (Rig rig = Mirror.rig()) {
      rig.get("/a", "X-Forwarded-Proto: https");

      Response plain = rig.get("/a", "X-Forwarded-Proto: " + EVIL);
      assertHit(plain);
      assertThat(plain.text()).contains("X-Forwarded-Proto: http\n");
    }
  }

  @Test
  void theErrorsOfAMethodPutInThePlaceOfItsOwnAreNotStored() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                request.header("X-HTTP-Method-Override") == null
                    ? Mirror.reflect(request)
                    : Mirror.reflect(request).replace("200 Scripted", "405 Scripted"),
            TRUST)) {
      assertThat(rig.get("/a", "X-HTTP-Method-Override: DELETE").status()).isIn(200, 405);

      Mirror.assertSafe(rig, "/a");
    }
  }
}
