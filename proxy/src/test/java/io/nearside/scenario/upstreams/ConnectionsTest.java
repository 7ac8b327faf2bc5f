package io.nearside.scenario.upstreams;

import static io.nearside.testing.ScriptedUpstream.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.nearside.testing.Connection;
import io.nearside.testing.Gate;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How connections to the upstream are made, and how many. */
@ExtendWith(BufferLeaks.class)
class ConnectionsTest {
  private static final String ONE = "upstream.max-connections = 1";

  @Test
  void aRequestWaitsForTheConnectionThatThereMayBe() throws IOException {
    Gate answer = new Gate("answer");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request -> {
                  if (request.target().equals("/first")) {
                    answer.await();
                  }
                  return response(200, "fine");
                });
        Sidecar sidecar = Sidecar.start(upstream.port(), ONE, "event-loops = 1");
        RawClient first = RawClient.connect(sidecar.port());
        RawClient second = RawClient.connect(sidecar.port())) {
      first.request("GET", "/first");
      answer.awaitArrival();
      second.request("GET", "/second");
      answer.open();
      assertThat(first.readResponse().text()).isEqualTo("fine");
      assertThat(second.readResponse().text()).isEqualTo("fine");
      assertThat(upstream.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void whoWaitsInVainOrFindsNoPlaceGets503() throws IOException {
    Gate answer = new Gate("answer");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.answering(
                request -> {
                  answer.await();
                  return response(200, "fine");
                });
        Sidecar sidecar =
            Sidecar.start(
                upstream.port(), ONE, "upstream.queue = 1", "upstream.queue-timeout = 300ms");
        RawClient first = RawClient.connect(sidecar.port());
        RawClient second = RawClient.connect(sidecar.port())) {
      first.request("GET", "/first");
      answer.awaitArrival();
      Response late = second.get("/second");
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.header("Retry-After")).isNotNull();
      assertThat(late.header("Proxy-Status")).contains("connection_limit_reached");
      answer.open();
      assertThat(first.readResponse().text()).isEqualTo("fine");
    }
  }

  @Test
  void anIdleConnectionOfAnotherLoopMakesRoom() throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.answering(request -> response(200, "fine"));
        Sidecar sidecar = Sidecar.start(upstream.port(), ONE, "event-loops = 4")) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        RawClient client = RawClient.connect(sidecar.port());
        clients.add(client);
        assertThat(client.get("/" + i).text()).isEqualTo("fine");
      }
      for (RawClient client : clients) {
        client.close();
      }
      assertThat(upstream.connectionCount()).isBetween(2, 12);
    }
  }

  private static String line(Connection connection) throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = connection.socket().getInputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void aConnectionBeginsWithItsClientAndServesOneRequest() throws IOException {
    List<String> headers = new ArrayList<>();
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  headers.add(line(connection));
                  connection.readRequest();
                  connection.write(response(200, "fine"));
                  connection.readRequest();
                });
        Sidecar sidecar = Sidecar.start(upstream.port(), "upstream.proxy-protocol = v1");
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/1").text()).isEqualTo("fine");
      assertThat(client.get("/2").text()).isEqualTo("fine");
      String header = "PROXY TCP4 127.0.0.1 127.0.0.1 0 " + upstream.port() + "\r";
      assertThat(headers).containsExactly(header, header);
    }
  }

  @Test
  void itsSecondVersionIsBinary() throws IOException {
    CompletableFuture<byte[]> header = new CompletableFuture<>();
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  header.complete(connection.socket().getInputStream().readNBytes(28));
                  connection.readRequest();
                  connection.write(response(200, "fine"));
                });
        Sidecar sidecar = Sidecar.start(upstream.port(), "upstream.proxy-protocol = v2");
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/1").text()).isEqualTo("fine");
      ByteBuffer bytes = ByteBuffer.wrap(header.join());
      assertThat(bytes.getInt()).isEqualTo(0x0d0a0d0a);
      assertThat(bytes.getLong()).isEqualTo(0x000d0a515549540aL);
      assertThat(bytes.getInt()).isEqualTo(0x2111000c);
      assertThat(bytes.getInt()).isEqualTo(0x7f000001);
      assertThat(bytes.getInt()).isEqualTo(0x7f000001);
      assertThat(bytes.getInt()).isEqualTo(upstream.port());
    }
  }

  @Test
  void anUpstreamMayBeAFile(@TempDir Path directory) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("app.sock"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      CompletableFuture<String> seen = CompletableFuture.supplyAsync(() -> serve(server));
      try (Sidecar sidecar = Sidecar.at("unix:" + address.getPath());
          RawClient client = RawClient.connect(sidecar.port())) {
        assertThat(client.send("GET /a HTTP/1.0\r\n\r\n").readResponse().text()).isEqualTo("fine");
        assertThat(seen.join()).startsWith("GET /a HTTP/1.1\r\n").containsIgnoringCase("host: ");
      }
    }
  }

  private static String serve(ServerSocketChannel server) {
    try (SocketChannel connection = server.accept()) {
      InputStream in = Channels.newInputStream(connection);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      byte[] answer = response(200, "fine").getBytes(StandardCharsets.ISO_8859_1);
      connection.write(ByteBuffer.wrap(answer));
      in.read();
      return head.toString();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void aFileThatIsNotThereIsA502(@TempDir Path directory) throws IOException {
    try (Sidecar sidecar = Sidecar.at("unix:" + directory.resolve("none.sock"));
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/a").status()).isIn(502, 503);
    }
  }

  @Test
  void aConnectionNamesItsClientWhateverRulesMakeOfTheFields() throws IOException {
    CompletableFuture<String> header = new CompletableFuture<>();
    try (ScriptedUpstream upstream =
            ScriptedUpstream.serving(
                connection -> {
                  header.complete(line(connection));
                  connection.readRequest();
                  connection.write(response(200, "fine"));
                });
        Sidecar sidecar =
            Sidecar.start(
                upstream.port(),
                "upstream.proxy-protocol = v1",
                "routes = [{ match = \"/**\", request-headers.set { X-Forwarded-For = \"10.9.8.7\" } }]");
        RawClient client = RawClient.connect(sidecar.port())) {
      assertThat(client.get("/1").text()).isEqualTo("fine");
      assertThat(header.join()).startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 0 ");
    }
  }
}
