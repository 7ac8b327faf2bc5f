package io.nearside.scenario.poisoning;

import static io.nearside.scenario.poisoning.Mirror.EVIL;
import static io.nearside.scenario.poisoning.Mirror.assertSafe;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
import io.nearside.testing.Response;
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

/** Fields that make a backend see another host, path, method or client, of no trusted proxy. */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnkeyedFieldsTest {
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
    return "/p" + count.incrementAndGet();
  }

  private Request last() {
    return rig.upstream().requests().get(rig.seen() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host",
        "x-forwarded-host",
        "X-Forwarded-Proto",
        "X-Forwarded-Scheme",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Path",
        "X-Forwarded-Server",
        "X-Forwarded-Ssl",
        "X-Forwarded-Uri",
        "X-Forwarded-For",
        "X_Forwarded_Host",
        "X-Forwarded_Host",
        "Forwarded",
        "X-Host",
        "X-Original-Host",
        "X-Original-URL",
        "X-Original-URI",
        "X-Rewrite-URL",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override",
      })
  void aClientsClaimNeverReachesTheBackend(String name) throws IOException {
    String path = path();
    Response attackers = rig.get(path, name + ": " + EVIL);

    assertThat(attackers.text()).doesNotContain(EVIL);
    assertThat(last().lines()).noneMatch(line -> line.contains(EVIL));
    Rig.assertHit(assertSafe(rig, path));
  }

  @Test
  void severalLinesOfAClaimGoTogether() throws IOException {
    String path = path();
    rig.get(path, "X-Forwarded-Host: " + EVIL, "X-Forwarded-Host: " + EVIL);

    assertThat(last().headers("X-Forwarded-Host")).containsExactly("test");
    assertSafe(rig, path);
  }

  @Test
  void aForwardedForIsOfTheConnectionOnly() throws IOException {
    rig.get(path(), "X-Forwarded-For: 10.0.0.1, " + EVIL);

    assertThat(last().headers("X-Forwarded-For")).containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie",
        "Authorization",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "Cache-Control",
        "Host",
        "Accept-Encoding",
        "Content-Length",
        "Via",
        "Range",
        "If-None-Match",
        "Origin",
        "Expect"
      })
  void connectionTakesNothingAwayFromWhatIsForAll(String name) throws IOException {
    String path = path();
    String value =
        name.equals("Content-Length") ? "0" : name.equals("Expect") ? "100-continue" : "x";
    String line = name.equals("Host") ? "Accept: */*" : name + ": " + value;
    int before = rig.seen();
    Response attackers =
        rig.client()
            .request("GET", path, "Connection: close, " + name, line, "Host: test")
            .readResponse();

    boolean refused = attackers.status() == 400 && rig.seen() == before;
    boolean harmless = attackers.status() == 200;
    assertThat(refused || harmless).as("%s", attackers).isTrue();
    assertSafe(rig, path);
  }
}
