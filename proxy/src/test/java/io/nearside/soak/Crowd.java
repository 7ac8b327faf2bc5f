package io.nearside.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Many clients that take their time, all moved on by the thread that calls. */
final class Crowd implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 20_000;

  private final int port;
  private final List<Member> members = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);

  Crowd(int port) {
    this.port = port;
  }

  /** One of them. */
  private static final class Member {
    final SocketChannel channel;
    final String toSend;
    final StringBuilder start = new StringBuilder();
    int sent;
    long bodyBytes;
    boolean headRead;
    boolean ended;

    Member(SocketChannel channel, String toSend) {
      this.channel = channel;
      this.toSend = toSend;
    }

    /** Takes what was read: the head first, then bytes that are only counted. */
    void take(ByteBuffer bytes) {
      while (!headRead && bytes.hasRemaining()) {
        start.append((char) (bytes.get() & 0xFF));
        headRead = start.length() > 3 && start.indexOf("\r\n\r\n", start.length() - 4) >= 0;
      }
      bodyBytes += bytes.remaining();
    }

    long contentLength() {
      int at = start.toString().toLowerCase().indexOf("content-length: ");
      return at < 0 ? -1 : Long.parseLong(start.substring(at + 16, start.indexOf("\r\n", at)));
    }

    String outcome() {
      String status = headRead ? start.substring(9, 12) : "nothing";
      boolean whole = headRead && bodyBytes == contentLength();
      return status + (whole ? "" : " unfinished") + (ended ? ", closed" : "");
    }
  }

  /** So many more, from one local address. Each has something to send, which it does later. */
  void connect(int count, String localAddress, int receiveBufferBytes, IntFunction<String> toSend)
      throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      if (receiveBufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      channel.bind(new InetSocketAddress(localAddress, 0));
      channel.socket().connect(new InetSocketAddress("127.0.0.1", port), CONNECT_TIMEOUT_MILLIS);
      channel.configureBlocking(false);
      members.add(new Member(channel, toSend.apply(i)));
    }
  }

  /** Each sends so many more bytes of what it has to send. */
  void send(int bytes) {
    for (Member member : members) {
      int to = Math.min(member.toSend.length(), member.sent + bytes);
      if (member.ended || to == member.sent) {
        continue;
      }
      String piece = member.toSend.substring(member.sent, to);
      try {
        member.sent +=
            member.channel.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
      } catch (IOException closed) {
        // What has come before is still to be read.
        member.sent = member.toSend.length();
      }
    }
  }

  /** Each of the first so many reads at most so many bytes of what has come. */
  void read(int count, int bytes) {
    for (Member member : members.subList(0, Math.min(count, members.size()))) {
      if (!member.ended) {
        read(member, bytes);
      }
    }
  }

  private void read(Member member, int bytes) {
    try {
      for (int left = bytes; left > 0; ) {
        buffer.clear().limit(Math.min(left, buffer.capacity()));
        int read = member.channel.read(buffer);
        if (read <= 0) {
          member.ended = read < 0;
          return;
        }
        member.take(buffer.flip());
        left -= read;
      }
    } catch (IOException reset) {
      member.ended = true;
    }
  }

  /** How many have not been closed by the sidecar, as far as they have read. */
  int open() {
    return (int) members.stream().filter(member -> !member.ended).count();
  }

  /** How many have an answer's head. */
  int answered() {
    return (int) members.stream().filter(member -> member.headRead).count();
  }

  long bodyBytes() {
    return members.stream().mapToLong(member -> member.bodyBytes).sum();
  }

  /** How many have got what. */
  Map<String, Integer> outcomes() {
    Map<String, Integer> outcomes = new TreeMap<>();
    members.forEach(member -> outcomes.merge(member.outcome(), 1, Integer::sum));
    return outcomes;
  }

  /** The last so many leave. */
  void leave(int count) {
    List<Member> leaving = members.subList(Math.max(0, members.size() - count), members.size());
    leaving.forEach(Crowd::close);
    leaving.clear();
  }

  private static void close(Member member) {
    try {
      member.channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    members.forEach(Crowd::close);
  }
}
