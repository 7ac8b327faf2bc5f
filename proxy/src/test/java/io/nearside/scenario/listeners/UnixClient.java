package io.nearside.scenario.listeners;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client on a raw Unix domain socket. */
final class UnixClient implements AutoCloseable {
  private final SocketChannel channel;

  private UnixClient(SocketChannel channel) {
    this.channel = channel;
  }

  static UnixClient connect(Path path) throws IOException {
    return new UnixClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /** The whole answer to a request after which the connection is closed. */
  static String request(Path path, String method, String target, String... lines)
      throws IOException {
    try (UnixClient client = connect(path)) {
      return client.send(head(method, target, lines)).readToEnd();
    }
  }

  private static String head(String method, String target, String... lines) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: t\r\n");
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    return head.append("Connection: close\r\n\r\n").toString();
  }

  UnixClient send(String latin1) throws IOException {
    channel.write(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    return this;
  }

  UnixClient shutdownOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  String readToEnd() throws IOException {
    byte[] all = Channels.newInputStream(channel).readAllBytes();
    return new String(all, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
