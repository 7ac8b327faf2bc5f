package io.nearside.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Both ends of a sidecar, on one thread: the clients, one after the other, and the upstream. What
 * the sidecar wrote anywhere before a client saw its end has been read when {@link #sweep} returns.
 */
final class Wire implements AutoCloseable {
  private static final long MOST_MILLIS = 20_000;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Consumer<Peer> upstream;
  private final List<Peer> accepted = new ArrayList<>();

  /** Listens; what the sidecar sends to a connection of the upstream is told to this. */
  Wire(Consumer<Peer> upstream) throws IOException {
    this.upstream = upstream;
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Where the upstream listens. */
  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /**
   * Sends these pieces to this port, ends the client's side, and reads until the other side ends.
   *
   * @param halfClose whether the client's side is ended before the answer has come
   */
  Peer visit(int port, List<String> pieces, boolean halfClose) {
    try {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      Peer client = new Peer(channel, selector, false);
      for (String piece : pieces) {
        client.write(piece);
        if (pieces.size() > 1) {
          select(1);
        }
      }
      if (halfClose) {
        client.endOutput();
      }
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
      while (!client.hasEnded()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          break;
        }
        select(left);
      }
      client.close();
      return client;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Reads all that is there. */
  void sweep() {
    try {
      while (select(0) > 0) {
        // There may be more behind it.
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private int select(long millis) throws IOException {
    int count = millis == 0 ? selector.selectNow() : selector.select(millis);
    if (count == 0) {
      return 0;
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isValid() && key.isAcceptable()) {
        accept();
      } else if (key.isValid()) {
        Peer peer = (Peer) key.attachment();
        if (peer.ready(key) && peer.isOfUpstream()) {
          upstream.accept(peer);
        }
      }
    }
    selector.selectedKeys().clear();
    return count;
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    accepted.removeIf(Peer::hasEnded);
    if (channel != null) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      accepted.add(new Peer(channel, selector, true));
    }
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : accepted) {
      peer.close();
    }
    server.close();
    selector.close();
  }
}
