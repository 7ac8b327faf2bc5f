package io.nearside.scenario.tls;

import io.nearside.testing.Pki;
import io.nearside.testing.RawClient;
import io.nearside.testing.Request;
import io.nearside.testing.ScriptedUpstream;
import io.nearside.testing.ScriptedUpstream.Script;
import io.nearside.testing.Sidecar;
import io.nearside.tls.ServerTlsConfig.KeyFiles;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A backend, a sidecar with TLS for its clients, and those; closed in the right order. */
final class TlsScene implements AutoCloseable {
  private final Path directory;
  private final Pki pki;
  private final ScriptedUpstream upstream;
  private final Sidecar sidecar;
  private final List<RawClient> clients = new ArrayList<>();

  private TlsScene(ScriptedUpstream upstream, String... conf) throws IOException {
    this.upstream = upstream;
    this.directory = Files.createTempDirectory("nearside-tls");
    this.pki = Pki.in(directory);
    KeyFiles own = pki.write("own", pki.server("test"));
    Stream<String> tls =
        Stream.of(
            "tls.cert = \"" + own.certificate() + "\"",
            "tls.key = \"" + own.key() + "\"",
            "tls.client-ca = \"" + pki.ca() + "\"");
    String[] all = Stream.concat(tls, Stream.of(conf)).toArray(String[]::new);
    this.sidecar = Sidecar.start(upstream.port(), all);
  }

  static TlsScene answering(Function<Request, String> answer, String... conf) throws IOException {
    return new TlsScene(ScriptedUpstream.answering(answer), conf);
  }

  static TlsScene serving(Script script, String... conf) throws IOException {
    return new TlsScene(ScriptedUpstream.serving(script), conf);
  }

  Pki pki() {
    return pki;
  }

  Sidecar sidecar() {
    return sidecar;
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  /** A client without a certificate. */
  RawClient client() throws IOException {
    return client((X509Bundle) null);
  }

  /** A client with one of this subject. */
  RawClient client(String subject) throws IOException {
    return client(pki.client(subject));
  }

  private RawClient client(@Nullable X509Bundle own) throws IOException {
    return kept(RawClient.over(socket(pki.context(own))));
  }

  RawClient kept(RawClient client) {
    clients.add(client);
    return client;
  }

  /** A connection whose handshake has not begun. */
  SSLSocket socket(SSLContext context) throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", sidecar.port());
  }

  @Override
  public void close() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    sidecar.close();
    upstream.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
