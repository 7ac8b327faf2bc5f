package io.nearside.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection with the sidecar, and all bytes that came on it. */
final class Peer {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final boolean ofUpstream;
  private final StringBuilder seen = new StringBuilder();
  private final ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
  private ByteBuffer unwritten = ByteBuffer.allocate(0);
  private boolean endWanted;
  private boolean ended;
  private boolean reset;

  /** How much of what was seen is dealt with; for the upstream's script. */
  private int taken;

  Peer(SocketChannel channel, Selector selector, boolean ofUpstream) throws IOException {
    this.channel = channel;
    this.ofUpstream = ofUpstream;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  boolean isOfUpstream() {
    return ofUpstream;
  }

  /** All that came, as Latin-1. */
  String seen() {
    return seen.toString();
  }

  /** What came and is not taken. */
  String untaken() {
    return seen.substring(taken);
  }

  void take(int count) {
    taken += count;
  }

  /** Whether nothing comes any more. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether it ended with a reset. */
  boolean wasReset() {
    return reset;
  }

  void write(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer all = ByteBuffer.allocate(unwritten.remaining() + bytes.length);
    unwritten = all.put(unwritten).put(bytes).flip();
    flush();
  }

  /** Ends our side when all is written. */
  void endOutput() {
    endWanted = true;
    flush();
  }

  private void flush() {
    try {
      if (unwritten.hasRemaining()) {
        channel.write(unwritten);
      }
      if (unwritten.hasRemaining()) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        return;
      }
      if (key.isValid()) {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
      }
      if (endWanted && channel.isOpen()) {
        channel.shutdownOutput();
      }
    } catch (IOException gone) {
      // What came before it can still be read, or reading finds the end.
      unwritten = ByteBuffer.allocate(0);
    }
  }

  /** Does what the selector found; whether something came, or the end. */
  boolean ready(SelectionKey found) {
    if (found.isWritable()) {
      flush();
    }
    if (!found.isValid() || !found.isReadable()) {
      return false;
    }
    try {
      for (int count = channel.read(buffer); count != 0; count = channel.read(buffer)) {
        if (count < 0) {
          end();
          return true;
        }
        seen.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
        buffer.clear();
      }
    } catch (IOException broken) {
      reset = true;
      end();
    }
    return true;
  }

  private void end() {
    ended = true;
    close();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
