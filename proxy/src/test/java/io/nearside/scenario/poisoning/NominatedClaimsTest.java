package io.nearside.scenario.poisoning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.scenario.caching.Rig;
import io.nearside.testing.OnlyH1;
import io.nearside.testing.OverEachWire;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client cannot keep from the backend what we say of it, nor name a user it is not. */
@OverEachWire
class NominatedClaimsTest {
  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"})
  void whatWeSayOfAClientCannotBeNominatedAway(String name) throws IOException {
    try (Rig rig = Mirror.rig()) {
      Response answer = rig.get("/a", "Connection: " + name);
      assertThat(answer.status() == 400 || answer.text().contains(name + ": "))
          .as("%s %s", answer.status(), answer.text())
          .isTrue();
    }
  }

  @Test
  void theHostThatWeSayCannotBeNominatedAway() throws IOException {
    try (Rig rig = Mirror.rig()) {
      RawClient client = rig.client();
      client.send("GET /a HTTP/1.0\r\nConnection: host\r\n\r\n");
      String seen = client.readToEnd();
      assertThat(
              seen.startsWith("HTTP/1.1 400")
                  || seen.contains("\nHost: ")
                  || seen.contains("\nhost: "))
          .as(seen)
          .isTrue();
    }
  }

  /** Asks from this address of the loopback network. */
  private static String ask(Rig rig, String from, String... lines) throws IOException {
    try (Socket socket =
        new Socket("127.0.0.1", rig.sidecar().port(), InetAddress.getByName(from), 0)) {
      socket.setSoTimeout(10_000);
      String head = "GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
      socket
          .getOutputStream()
          .write(
              (head + String.join("\r\n", lines) + "\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @OnlyH1("from addresses of its own")
  void aUserThatATrustedProxyNamesCannotBeNamedByAnybodyElse() throws IOException {
    try (Rig rig =
        Mirror.rig(
            "trusted-proxies = [\"127.0.0.2\"]",
            "routes = [{ match = \"/**\", key.principal.header = \"X-Real-IP\" }]")) {
      assertThat(ask(rig, "127.0.0.2", "X-Real-IP: alice")).contains("alice");
      String others = ask(rig, "127.0.0.1", "X-Real-IP: alice");
      assertThat(others).doesNotContain("hit").doesNotContain("alice");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WL-Proxy-SSL: true",
        "X-Sendfile-Type: X-Accel-Redirect",
        "X-Accel-Mapping: /a=/b"
      })
  void whatMiddlewareActsOnUnaskedIsDropped(String line) throws IOException {
    try (Rig rig = Mirror.rig()) {
      assertThat(rig.get("/a", line).text()).doesNotContainIgnoringCase(line);
    }
  }

  @OnlyH1("from addresses of its own")
  void aPartForAUserIsForNobodyWhoOnlySaysSo() throws IOException {
    try (Rig rig =
        Rig.answering(
            request ->
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-5/6\r\nETag: \"a\"\r\n"
                    + "Cache-Control: public, max-age=60\r\nContent-Length: 6\r\n\r\n"
                    + (request.header("X-Real-IP") == null ? "nobody" : "secret"),
            "trusted-proxies = [\"127.0.0.2\"]",
            "routes = [{ match = \"/**\", key.principal.header = \"X-Real-IP\" }]")) {
      String range = "Range: bytes=0-";
      assertThat(ask(rig, "127.0.0.2", "X-Real-IP: alice", range)).endsWith("secret");
      assertThat(ask(rig, "127.0.0.1", "X-Real-IP: alice", range)).endsWith("nobody");
    }
  }
}
