package io.nearside.scenario.poisoning;

import static io.nearside.scenario.caching.Rig.assertForwarded;
import static io.nearside.scenario.caching.Rig.assertHit;
import static io.nearside.scenario.caching.Rig.assertNotStored;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.Request;
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

/**
 * The victim is lured to a link; then the attacker asks for the same. The backend knows its users
 * by nothing that we see, and takes whatever it can for {@code /account}.
 */
@OverEachWire
@ExtendWith(BufferLeaks.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeceptionTest {
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
            DeceptionTest::answer,
            "routes = [",
            "  { match = \"/static/**\", ttl = 1h, ignore-cookies = on }",
            "  { match = \"/explicit/**/*.css\" }",
            "  { match = \"/override/**/*.css\", ttl-override = 1h, ignore-cookies = on }",
            "  { match = \"/**/*.css\", ttl = 1h, ignore-cookies = on }",
            "  { match = \"/**/*.js\", ttl = 1h, ignore-cookies = on }",
            "  { match = \"/**\", ttl = 1h }",
            "]");
  }

  @AfterAll
  void stop() throws IOException {
    rig.close();
  }

  private static String answer(Request request) {
    String target = request.target();
    if (target.endsWith("/real.css")) {
      return ScriptedUpstream.response(200, "a{}", "Content-Type: text/css; charset=utf-8");
    }
    String page = "account of " + request.header("Cookie");
    if (target.startsWith("/explicit")) {
      return ScriptedUpstream.response(200, page, "Content-Type: text/html", Mirror.HOUR);
    }
    return target.contains("untyped")
        ? ScriptedUpstream.response(200, page)
        : ScriptedUpstream.response(200, page, "Content-Type: text/html");
  }

  private void assertNotDeceived(String link) throws IOException {
    Response victims = rig.client().get(link, "Cookie: session=victim");
    assertThat(victims.status()).isIn(200, 400);

    Response attackers = rig.client().get(link);
    assertThat(attackers.text()).as(link).doesNotContain("victim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/account/x.css",
        "/account/x.js",
        "/account/x.CSS",
        "/account/.css",
        "/account/x%2ecss",
        "/account/x.c%73s",
        "/account%2fx.css",
        "/account%5cx.css",
        "/account;x.css",
        "/account%3bx.css",
        "/account%3fx.css",
        "/account%23x.css",
        "/account%00.css",
        "/account%00x.css",
        "/account%0ax.css",
        "/account%20x.css",
        "/account%252fx.css",
        "/account/x.css?a=b",
        "/account/x.css;a=b",
        "/account//x.css",
        "/account/untyped.css",
        "/override/account/x.css",
        "/explicit/account/x.css",
        "/static/x.css/../y.css",
        "/static/..%2faccount",
        "/static/..%2Faccount/x.css",
        "/static/%2e%2e%2faccount",
        "/static/%2e%2e/account",
        "/static/../account",
        "/static/..%5caccount",
        "/static/..\\account",
        "/static/..;/account",
        "/static/..%3b/account",
        "/static/%252e%252e%252faccount",
        "/static/%252e%252e/account",
        "/static/x/..%2f..%2faccount",
        "/static/x%00/../../account",
        "/static/account.css",
      })
  void aVictimsPageIsNotKeptForTheAttacker(String link) throws IOException {
    assertNotDeceived(link);
  }

  @Test
  void whatIsAStyleSheetIsKept() throws IOException {
    for (String target : new String[] {"/a/real.css", "/static/real.css", "/explicit/b/real.css"}) {
      rig.get(target, "Cookie: session=victim");
      Response next = rig.get(target);
      if (target.startsWith("/explicit")) {
        // Its rule gives no lifetime, and neither does the backend here.
        assertForwarded(next);
      } else {
        assertHit(next);
      }
    }
  }

  @Test
  void itSaysWhyItIsNotStored() throws IOException {
    assertNotStored(rig.get("/account/why.css"), "content-type-mismatch");
    assertNotStored(rig.get("/explicit/why.css"), "content-type-mismatch");
    assertNotStored(rig.get("/static/%252e%252e/why"), "ambiguous-path");
  }
}
