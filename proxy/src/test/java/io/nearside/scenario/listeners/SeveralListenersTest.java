package io.nearside.scenario.listeners;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class SeveralListenersTest {
  private static ListenersScene two(String second) throws IOException {
    return new ListenersScene(
        "listen = [ \"127.0.0.1:0\", { address = \"127.0.0.1:0\", " + second + " } ]");
  }

  @Test
  void whatComesOverOneIsAHitOverTheOther() throws IOException {
    try (ListenersScene scene = two("mode = null")) {
      assertThat(scene.client(0).get("/stored").status()).isEqualTo(200);
      assertThat(scene.client(1).get("/stored").header("Cache-Status")).contains("; hit");
      assertThat(scene.upstream().requestCount()).isOne();
    }
  }

  @Test
  void eachHasItsOwnLimitsOfARequest() throws IOException {
    try (ListenersScene scene = two("limits.request-line = 256")) {
      String target = "/" + "x".repeat(300);
      assertThat(scene.client(0).get(target).status()).isEqualTo(200);
      assertThat(scene.client(1).get(target).status()).isEqualTo(414);
    }
  }

  @Test
  void eachCountsItsOwnConnections() throws IOException {
    try (ListenersScene scene = two("limits.connections = 1")) {
      assertThat(scene.client(1).get("/").status()).isEqualTo(200);
      assertThat(scene.client(1).get("/").status()).isEqualTo(503);
      assertThat(scene.client(0).get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void eachHasItsOwnTimes() throws IOException {
    try (ListenersScene scene = two("timeouts.idle = 50ms")) {
      RawClient patient = scene.client(0);
      scene.client(1).expectClosed();
      assertThat(patient.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void eachTrustsProxiesOfItsOwn() throws IOException {
    try (ListenersScene scene = two("trusted-proxies = [127.0.0.1]")) {
      String claim = "X-Forwarded-For: 192.0.2.1";
      assertThat(scene.client(0).get("/", claim).text()).isEqualTo("127.0.0.1 http");
      assertThat(scene.client(1).get("/", claim).text()).isEqualTo("192.0.2.1, 127.0.0.1 http");
    }
  }

  @Test
  void eachIsPurgedByWhomItAllows() throws IOException {
    try (ListenersScene scene = two("purge.allow = [127.0.0.1]")) {
      assertThat(scene.client(0).request("PURGE", "/stored").readResponse().status())
          .isEqualTo(403);
      assertThat(scene.client(1).request("PURGE", "/stored").readResponse().status())
          .isBetween(200, 299);
    }
  }

  @Test
  void allAreClosedTogether() throws IOException {
    RawClient first;
    RawClient second;
    try (ListenersScene scene = two("mode = null")) {
      first = RawClient.connect(scene.sidecar().port(0));
      second = RawClient.connect(scene.sidecar().port(1));
      first.get("/");
      second.get("/");
    }
    first.expectClosed();
    second.expectClosed();
    first.close();
    second.close();
  }
}
