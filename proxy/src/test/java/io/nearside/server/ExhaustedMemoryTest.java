package io.nearside.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.testing.BufferLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A request that is refused while memory is exhausted is the last one on its connection. */
@ExtendWith(BufferLeaks.class)
final class ExhaustedMemoryTest {
  private static final String HEAD = " HTTP/1.1\r\nHost: t\r\n\r\n";
  private static final long MOST_BYTES = 1 << 20;
  private static final int LEARNED_AFTER = 2;

  private final AtomicLong takenBytes = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final EmbeddedChannel channel = connected();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** Sends a request, and tells what goes out. */
  private String answer(String target) {
    channel.writeInbound(
        Unpooled.copiedBuffer("GET " + target + HEAD, StandardCharsets.ISO_8859_1));
    StringBuilder said = new StringBuilder();
    ByteBuf bytes;
    while ((bytes = channel.readOutbound()) != null) {
      said.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return said.toString();
  }

  private void exhaust() {
    takenBytes.set(MOST_BYTES + 1);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
  }

  @Test
  void itsConnectionIsClosedAtOnce() {
    exhaust();
    assertThat(answer("/x")).startsWith("HTTP/1.1 503 ");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void itsConnectionIsClosedAtOnceAlsoWhereItsHeadIsKnown() {
    for (int i = 0; i <= LEARNED_AFTER; i++) {
      assertThat(answer("/" + i)).startsWith("HTTP/1.1 502 ");
    }
    exhaust();
    assertThat(answer("/x")).startsWith("HTTP/1.1 503 ");
    assertThat(channel.isOpen()).isFalse();
  }

  private EmbeddedChannel connected() {
    EmbeddedChannel connected = new TwoWayChannel();
    EmbeddedClient.connect(
        connected,
        (request, hasBody, affinity, loop, listener) -> {
          loop.execute(() -> listener.failed(UpstreamFailure.CONNECTION_REFUSED));
          return EmbeddedClient.SILENT;
        },
        new ServerLimits(1000, 1000, 1000, 1000, 100, 0),
        new BodyMemory(MOST_BYTES, takenBytes::get, nanos::get));
    return connected;
  }

  /** One of which each direction ends by itself, as a socket's does. */
  private static final class TwoWayChannel extends EmbeddedChannel implements DuplexChannel {
    private boolean inputEnded;
    private boolean outputEnded;

    @Override
    public boolean isInputShutdown() {
      return inputEnded;
    }

    @Override
    public ChannelFuture shutdownInput() {
      return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
      inputEnded = true;
      return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
      return outputEnded;
    }

    @Override
    public ChannelFuture shutdownOutput() {
      return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
      outputEnded = true;
      return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
      return inputEnded && outputEnded;
    }

    @Override
    public ChannelFuture shutdown() {
      return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
      inputEnded = true;
      outputEnded = true;
      return promise.setSuccess();
    }
  }
}
