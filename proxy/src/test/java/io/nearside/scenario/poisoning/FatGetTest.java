package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.poisoning.Mirror.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and methods where a cache does not look for them. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
class FatGetTest {

  @ParameterizedTest
  @CsvSource({"GET, length", "GET, chunked", "HEAD, length", "HEAD, chunked"})
  void aGetWithABodyFillsNothing(String method, String framing) throws IOException {
    try (Rig rig = Mirror.rig();
        RawClient attacker = rig.client()) {
      boolean head = method.equals("HEAD");
      attacker
          .request(method, "/a", framed(framing))
          .send(framing.equals("length") ? "callback=evil" : "d\r\ncallback=evil\r\n0\r\n\r\n");
      Response attackers = attacker.readResponse(head);
      assertThat(attackers.status()).isEqualTo(200);

      assertForwarded(assertSafe(rig, "/a"));
    }
  }

  private static String framed(String framing) {
    return framing.equals("length") ? "Content-Length: 13" : "Transfer-Encoding: chunked";
  }

  @Test
  void aGetWithABodyIsNoHit() throws IOException {
    try (Rig rig = Mirror.rig();
        RawClient attacker = rig.client()) {
      rig.get("/a");
      attacker.request("GET", "/a", "Content-Length: 13").send("callback=evil");
      assertThat(attacker.readResponse().text()).contains("callback=evil");

      assertHit(rig.get("/a"));
      assertSafe(rig, "/a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "GeT", "EVIL"})
  void noOtherMethodFillsWhatAGetGets(String method) throws IOException {
    try (Rig rig = Mirror.rig();
        RawClient attacker = rig.client()) {
      attacker.request(method, "/a", "Content-Length: 4").send("evil").readResponse();

      assertForwarded(assertSafe(rig, "/a"));
    }
  }

  @Test
  void aMethodInTheQueryIsInTheKey() throws IOException {
    try (Rig rig = Mirror.rig()) {
      rig.get("/a?_method=evil");

      assertForwarded(assertSafe(rig, "/a"));
    }
  }
}
