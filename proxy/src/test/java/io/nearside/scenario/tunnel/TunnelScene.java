package io.nearside.scenario.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.Connection;
import io.nearside.testing.RawClient;
import io.nearside.testing.Response;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.ScriptedUpstream.Script;
import io.nearside.testing.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A sidecar, a backend that may agree to another protocol, and clients that ask for it. */
final class TunnelScene implements AutoCloseable {
  static final String ASKS =
      "GET /chat HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  static final String AGREES =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<RawClient> clients = new ArrayList<>();

  private TunnelScene(Script script, String... conf) throws IOException {
    upstream = ScriptedUpstream.serving(script);
    sidecar = Sidecar.start(upstream.port(), conf);
  }

  /** With a backend whose every connection runs this script. */
  static TunnelScene serving(Script script, String... conf) throws IOException {
    return new TunnelScene(script, conf);
  }

  /** With a backend that agrees at once and then runs this script. */
  static TunnelScene agreeing(Script then, String... conf) throws IOException {
    return serving(
        connection -> {
          connection.readRequest();
          connection.write(AGREES);
          then.serve(connection);
        },
        conf);
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  Sidecar sidecar() {
    return sidecar;
  }

  RawClient client() throws IOException {
    RawClient client = RawClient.connect(sidecar.port());
    clients.add(client);
    return client;
  }

  /** A client whose connection has left HTTP. */
  RawClient switched() throws IOException {
    RawClient client = client().send(ASKS);
    Response answer = client.readHead(false);
    assertThat(answer.status()).isEqualTo(101);
    return client;
  }

  /** So many bytes of what comes, as Latin-1. */
  static String read(InputStream in, int bytes) throws IOException {
    return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  static String read(RawClient client, int bytes) throws IOException {
    return read(client.rest(), bytes);
  }

  static String read(Connection connection, int bytes) throws IOException {
    return read(connection.rest(), bytes);
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    sidecar.close();
    upstream.close();
  }
}
