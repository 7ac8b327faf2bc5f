package io.nearside.scenario.rewrite;

import static io.nearside.scenario.caching.Rig.assertHit;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The authority that the backend is asked for. */
@ExtendWith(BufferLeaks.class)
class HostTest {

  private static String said(Request request) {
    String says = request.header("X-Says");
    return ScriptedUpstream.response(
        says == null ? 200 : 302,
        request.header("Host") + " " + request.header("X-Forwarded-Host"),
        "Cache-Control: max-age=3600",
        says == null ? "X-Says: nothing" : "Location: " + says);
  }

  private static Rig rig(String host) throws IOException {
    return Rig.answering(HostTest::said, "routes = [ { match = \"/**\"", host, "} ]");
  }

  @Test
  void itIsTheClientsByDefault() throws IOException {
    try (Rig rig = rig("")) {
      assertThat(rig.get("/", "Host: shop").text()).isEqualTo("shop shop");
      assertThat(rig.get("/l", "Host: shop", "X-Says: http://shop/x").header("Location"))
          .isEqualTo("http://shop/x");
    }
  }

  @Test
  void itMayBeTheUpstreamsOwn() throws IOException {
    try (Rig rig = rig("host = upstream")) {
      String own = "127.0.0.1:" + rig.upstream().port();
      assertThat(rig.get("/", "Host: shop").text()).isEqualTo(own + " shop");
      assertThat(rig.get("/l", "Host: shop", "X-Says: http://" + own + "/x?y").header("Location"))
          .isEqualTo("/x?y");
    }
  }

  @Test
  void itMayBeGiven() throws IOException {
    try (Rig rig = rig("host = \"backend.internal\"")) {
      assertThat(rig.get("/", "Host: shop").text()).isEqualTo("backend.internal shop");
      assertThat(rig.send("POST", "/", "Host: shop", "Content-Length: 0").text())
          .isEqualTo("backend.internal shop");
      assertThat(rig.get("/l", "Host: shop", "X-Says: http://backend.internal/").header("Location"))
          .isEqualTo("/");
      assertThat(
              rig.get("/m", "Host: shop", "X-Says: https://backend.internal/a").header("Location"))
          .isEqualTo("https://shop/a");
      assertThat(rig.get("/n", "Host: shop", "X-Says: http://elsewhere/a").header("Location"))
          .isEqualTo("http://elsewhere/a");
    }
  }

  @Test
  void eachAuthorityOfTheClientsKeepsEntriesOfItsOwn() throws IOException {
    try (Rig rig = rig("host = \"backend.internal\"")) {
      rig.get("/", "Host: shop");
      assertThat(rig.get("/", "Host: other").text()).isEqualTo("backend.internal other");
      assertHit(rig.get("/", "Host: shop"));
    }
  }
}
