package io.nearside.scenario.balance;

import static io.nearside.scenario.balance.BalanceScene.answering;
import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.DnsServer;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backend with a name, whose addresses change. */
@ExtendWith(BufferLeaks.class)
class NamesTest {
  private static final String NAME = "backend.test";

  private final DnsServer names = new DnsServer(NAME);
  private ScriptedUpstream one;
  private ScriptedUpstream two;

  @BeforeEach
  void start() throws IOException {
    one = ScriptedUpstream.serving(answering(request -> response(200, "one")));
    two =
        ScriptedUpstream.servingAt(
            "127.0.0.2", one.port(), answering(request -> response(200, "two")));
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    two.close();
    names.close();
  }

  private Sidecar sidecar(String... more) {
    String[] conf = new String[more.length + 1];
    conf[0] = "upstream.resolve.name-servers = [\"" + names.address() + "\"]";
    System.arraycopy(more, 0, conf, 1, more.length);
    return Sidecar.at("http://" + NAME + ":" + one.port(), conf);
  }

  private static void awaitBody(RawClient client, String body) {
    await().until(() -> client.get("/a").text().equals(body));
  }

  @Test
  void allAddressesOfANameAreUsed() throws IOException {
    names.answers(30, "127.0.0.1", "127.0.0.2");
    try (Sidecar sidecar = sidecar();
        RawClient client = RawClient.connect(sidecar.port())) {
      Set<String> bodies = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        bodies.add(client.get("/a").text());
      }
      assertThat(bodies).containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void nobodyNoticesThatANameHasMoved() throws IOException {
    names.answers(1, "127.0.0.1");
    try (Sidecar sidecar = sidecar("upstream.resolve.min-ttl = 100ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/a").text()).isEqualTo("one");
      names.answers(1, "127.0.0.2");
      await()
          .until(
              () -> {
                Response answer = client.get("/a");
                assertThat(answer.status()).isEqualTo(200);
                return answer.text().equals("two");
              });
      for (int i = 0; i < 10; i++) {
        assertThat(client.get("/a").text()).isEqualTo("two");
      }
    }
  }

  @Test
  void aConnectionThatFailsHasTheNameLookedUpBeforeItsTime() throws IOException {
    names.answers(3600, "127.0.0.1");
    try (Sidecar sidecar = sidecar("upstream.resolve.max-ttl = 1h");
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/a").text()).isEqualTo("one");
      names.answers(3600, "127.0.0.2");
      one.refuse();
      awaitBody(client, "two");
    }
  }

  @Test
  void aNameThatDoesNotExistIsA502UntilItDoes() throws IOException {
    try (Sidecar sidecar = sidecar("upstream.resolve.min-ttl = 100ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      Response none = client.get("/a");
      assertThat(none.status()).isEqualTo(502);
      assertThat(none.header("Proxy-Status")).isEqualTo("nearside; error=dns_error");
      names.answers(30, "127.0.0.2");
      awaitBody(client, "two");
    }
  }

  @Test
  void aNameServerThatFailsTakesNothingAway() throws IOException {
    names.answers(1, "127.0.0.1");
    try (Sidecar sidecar = sidecar("upstream.resolve.min-ttl = 100ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      awaitBody(client, "one");
      names.fails();
      int queries = names.queries();
      await()
          .until(
              () -> {
                assertThat(client.get("/a").text()).isEqualTo("one");
                return names.queries() > queries + 2;
              });
      names.knowsNothing();
      int more = names.queries();
      await()
          .until(
              () -> {
                assertThat(client.get("/a").text()).isEqualTo("one");
                return names.queries() > more;
              });
      names.answers(1, "127.0.0.2");
      awaitBody(client, "two");
    }
  }

  @Test
  void aNameServerThatSaysNothingIsA504InTheTimeOfAConnection() throws IOException {
    names.saysNothing();
    try (Sidecar sidecar = sidecar("timeouts.connect = 200ms");
        RawClient client = RawClient.connect(sidecar.port())) {
      Response none = client.get("/a");
      assertThat(none.status()).isEqualTo(504);
      assertThat(none.header("Proxy-Status")).isEqualTo("nearside; error=dns_timeout");
      names.answers(30, "127.0.0.1");
      awaitBody(client, "one");
    }
  }

  @Test
  void theMachinesOwnNamesAreKnown() throws IOException {
    try (Sidecar sidecar = Sidecar.at("http://localhost:" + one.port());
        RawClient client = RawClient.connect(sidecar.port())) {
      for (int i = 0; i < 10; i++) {
        assertThat(client.get("/" + i).text()).isEqualTo("one");
      }
    }
  }
}
