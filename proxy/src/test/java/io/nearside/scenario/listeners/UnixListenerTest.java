package io.nearside.scenario.listeners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearside.testing.BufferLeaks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
@Timeout(30)
class UnixListenerTest {
  @TempDir private Path directory;

  private Path path() {
    return directory.resolve("n.sock");
  }

  private ListenersScene scene(String... conf) throws IOException {
    return new ListenersScene(
        "listen = [ { address = \"unix:" + path() + "\", " + String.join(", ", conf) + " } ]");
  }

  private String get(String target, String... lines) throws IOException {
    return UnixClient.request(path(), "GET", target, lines);
  }

  @Test
  void aMissIsAHitNextTime() throws IOException {
    try (ListenersScene scene = new ListenersScene("listen = \"unix:" + path() + "\"")) {
      assertThat(get("/stored")).contains("200 ", "fwd=uri-miss").doesNotContain("; hit");
      assertThat(get("/stored")).contains("200 ", "; hit");
      assertThat(scene.upstream().requestCount()).isOne();
    }
  }

  @Test
  void theUpstreamIsToldNoAddress() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      assertThat(get("/", "X-Forwarded-For: 192.0.2.1")).endsWith("\r\n\r\nunknown http");
      assertThat(scene.upstream().requestCount()).isOne();
    }
  }

  @Test
  void aTrustedProxyIsBelieved() throws IOException {
    try (ListenersScene scene = scene("trusted-proxies = [\"unix:\"]")) {
      assertThat(get("/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
          .endsWith("\r\n\r\n192.0.2.1, unknown https");
      assertThat(scene.upstream().requestCount()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({"'unix:', 204", "127.0.0.1, 403", "0.0.0.0/0, 403"})
  void onlyWhereItIsNamedMayItPurge(String allowed, int status) throws IOException {
    try (ListenersScene scene = scene("purge.allow = [\"" + allowed + "\"]")) {
      String answer = UnixClient.request(path(), "PURGE", "/stored");
      assertThat(answer).startsWith(status == 403 ? "HTTP/1.1 403 " : "HTTP/1.1 2");
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @Test
  void itsClientsAreNotCountedByAddress() throws IOException {
    try (ListenersScene scene = scene("limits { connections = 3, connections-per-address = 1 }")) {
      for (int i = 0; i < 3; i++) {
        scene.kept(UnixClient.connect(path()).send("GET / HTTP/1.1\r\nHost: t\r\n\r\n"));
      }
      scene.upstream().awaitRequests(3);
      assertThat(get("/")).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void aClientThatHasEndedItsSideIsAnswered() throws IOException {
    try (ListenersScene scene = scene("mode = null")) {
      UnixClient client = scene.kept(UnixClient.connect(path()));
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n").shutdownOutput();
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("unknown http");
    }
  }

  @Test
  void aRefusedBodyDoesNotCostTheAnswer() throws IOException {
    try (ListenersScene scene = scene("limits.header-count = 2")) {
      String answer =
          UnixClient.request(path(), "POST", "/", "A: 1", "B: 2", "C: 3", "Content-Length: 100000");
      assertThat(answer).startsWith("HTTP/1.1 431 ");
      assertThat(scene.upstream().requestCount()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0600", "660", "0777", "0200"})
  void itHasItsPermissionsOnceItIsThere(String mode) throws IOException {
    try (ListenersScene scene = scene("mode = \"" + mode + "\"")) {
      int permissions = (int) Files.getAttribute(path(), "unix:mode") & 0777;
      assertThat(permissions).isEqualTo(Integer.parseInt(mode, 8));
      assertThat(get("/")).startsWith("HTTP/1.1 200 ");
      assertThat(directory.toFile().list()).containsExactly("n.sock");
      assertThat(scene.upstream().requestCount()).isOne();
    }
    assertThat(directory.toFile().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode = null", "mode = \"0600\""})
  void aSocketThatNobodyListensOnIsReplaced(String mode) throws IOException {
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path()));
    }
    assertThat(path()).exists();
    try (ListenersScene scene = scene(mode)) {
      assertThat(get("/")).startsWith("HTTP/1.1 200 ");
      assertThat(scene.upstream().requestCount()).isOne();
    }
    assertThat(path()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode = null", "mode = \"0600\""})
  void aSocketThatSomebodyListensOnIsLeftAlone(String mode) throws IOException {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path()));
      assertThatThrownBy(() -> scene(mode))
          .hasMessageContaining("cannot listen on unix:" + path() + ": somebody listens there");
      UnixClient.connect(path()).close();
    }
    assertThat(directory.toFile().list()).containsExactly("n.sock");
  }

  @Test
  void anotherKindOfFileIsLeftAlone() throws IOException {
    Files.writeString(path(), "mine");
    assertThatThrownBy(() -> scene("mode = null")).hasMessageContaining("is no socket");
    assertThat(path()).hasContent("mine");

    Files.delete(path());
    Files.createSymbolicLink(path(), directory.resolve("elsewhere"));
    assertThatThrownBy(() -> scene("mode = null")).hasMessageContaining("is no socket");
    assertThat(Files.isSymbolicLink(path())).isTrue();
  }

  @Test
  void aDirectoryThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> new ListenersScene("listen = \"unix:" + directory + "/none/n.sock\""))
        .hasMessageContaining("cannot listen on unix:" + directory + "/none/n.sock");
  }

  @Test
  void whatAnotherHasPutInItsPlaceIsLeftThere() throws IOException {
    try (ListenersScene scene = scene("mode = \"0600\"")) {
      Files.delete(path());
      Files.createFile(
          path(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      assertThat(scene.upstream().requestCount()).isZero();
    }
    assertThat(path()).exists();
  }
}
