package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.testing.BufferLeaks;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two connections that have left HTTP and are joined. */
@ExtendWith(BufferLeaks.class)
class TunnelTest {
  private static final long LONG_MILLIS = 3_600_000;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final FakeStream client = new FakeStream();
  private final FakeStream upstream = new FakeStream();
  private final AtomicInteger ended = new AtomicInteger();

  private void open(long idleMillis) {
    new Tunnel(client, upstream, channel.eventLoop(), idleMillis, ended::incrementAndGet).open();
  }

  private void open() {
    open(LONG_MILLIS);
  }

  private void assertOver() {
    assertThat(client.closed).isTrue();
    assertThat(upstream.closed).isTrue();
    assertThat(ended).hasValue(1);
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void bytesPassBothWays() {
    open();
    client.comes("ping");
    upstream.comes("pong");

    assertThat(upstream.told()).containsExactly("open", "write ping");
    assertThat(client.told()).containsExactly("open", "write pong");
    assertThat(ended).hasValue(0);
  }

  @Test
  void whatCameEarlyPassesFirst() {
    client.early("hello");
    upstream.early("welcome");
    open();
    client.comes("ping");

    assertThat(upstream.told()).containsExactly("write hello", "open", "write ping");
    assertThat(client.told()).containsExactly("open", "write welcome");
  }

  @Test
  void nobodySendsFasterThanTheOtherTakes() {
    open();
    upstream.writable = false;
    client.comes("much");
    assertThat(client.reading).isFalse();
    assertThat(upstream.reading).isTrue();

    upstream.takesMore();
    assertThat(client.reading).isTrue();

    client.writable = false;
    upstream.comes("much");
    assertThat(upstream.reading).isFalse();
    client.takesMore();
    assertThat(upstream.reading).isTrue();
  }

  @Test
  void whatCameEarlyMayBeMoreThanTheOtherTakes() {
    upstream.writable = false;
    client.early("much");
    open();
    assertThat(client.reading).isFalse();
    assertThat(upstream.reading).isTrue();
  }

  @Test
  void whoSendsNoMoreMayStillReceive() {
    open();
    client.inputEnds();
    assertThat(upstream.told()).containsExactly("open", "end");
    upstream.comes("rest");
    assertThat(client.told()).containsExactly("open", "write rest");
    assertThat(ended).hasValue(0);

    upstream.inputEnds();
    assertThat(client.told()).containsExactly("open", "write rest", "end", "close");
    assertOver();
  }

  @Test
  void theUpstreamMayEndFirst() {
    open();
    upstream.inputEnds();
    client.comes("rest");
    assertThat(upstream.told()).containsExactly("open", "write rest");
    client.inputEnds();
    assertOver();
  }

  @Test
  void whereOneIsGoneTheOtherIsClosed() {
    open();
    client.goes();
    assertThat(upstream.closed).isTrue();
    assertOver();
  }

  @Test
  void whereTheUpstreamIsGoneTheClientIsClosed() {
    open();
    upstream.goes();
    assertThat(client.closed).isTrue();
    assertOver();
  }

  @Test
  void whatStillComesAfterTheEndIsReleased() {
    open();
    upstream.goes();
    client.comes("late");
    client.inputEnds();
    client.takesMore();
    client.goes();

    assertThat(upstream.told()).containsExactly("open", "close");
    assertOver();
  }

  @Test
  void whereNothingPassesItIsClosed() {
    channel.freezeTime();
    open(0);
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertOver();
  }

  @Test
  void nothingIsLeftToFireBehindIt() {
    open();
    client.goes();
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }
}
