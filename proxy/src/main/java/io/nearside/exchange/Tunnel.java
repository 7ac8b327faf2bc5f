package io.nearside.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * A client's and an upstream's connection that have left HTTP, joined: what one sends the other
 * gets, as fast as it takes it. Everything runs on the loop of both.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
final class Tunnel {
  private final ByteStream client;
  private final ByteStream upstream;
  private final long idleMillis;
  private final Runnable ended;
  private final Deadline idle;
  private int inputsEnded;
  private boolean over;

  /**
   * A tunnel that nothing passes through yet.
   *
   * @param idleMillis it is closed when nothing passes for so long
   * @param ended what happens once, when both connections are given up
   */
  Tunnel(
      ByteStream client, ByteStream upstream, EventExecutor loop, long idleMillis, Runnable ended) {
    this.client = client;
    this.upstream = upstream;
    this.idleMillis = idleMillis;
    this.ended = ended;
    this.idle = new Deadline(loop, this::close);
  }

  /** Lets pass what has come already, and whatever comes. */
  void open() {
    idle.in(idleMillis);
    client.open(new End(client, upstream));
    if (over) {
      return;
    }
    upstream.open(new End(upstream, client));
    // What had come before may have been more than the other end takes.
    keepPace(client, upstream);
    keepPace(upstream, client);
  }

  private void keepPace(ByteStream from, ByteStream to) {
    if (!over && !to.isWritable()) {
      from.reading(false);
    }
  }

  private void close() {
    if (over) {
      return;
    }
    over = true;
    idle.cancel();
    client.close();
    upstream.close();
    ended.run();
  }

  /** One end, and what comes from it. */
  private final class End implements ByteStream.Reader {
    private final ByteStream from;
    private final ByteStream to;

    private End(ByteStream from, ByteStream to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void bytes(ByteBuf bytes) {
      if (over) {
        bytes.release();
        return;
      }
      idle.in(idleMillis);
      to.write(bytes);
      keepPace(from, to);
    }

    @Override
    public void inputEnded() {
      if (over) {
        return;
      }
      idle.in(idleMillis);
      to.endOutput();
      inputsEnded++;
      if (inputsEnded == 2) {
        close();
      }
    }

    @Override
    public void writable() {
      if (over) {
        return;
      }
      // This end has taken what the other one sent: that is something passing, too.
      idle.in(idleMillis);
      to.reading(true);
    }

    @Override
    public void closed() {
      close();
    }
  }
}
