package io.nearside.upstream;

import io.nearside.exchange.ByteStream;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.wire.Address;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one address how it is, again and again: with a request of our own over a connection of its
 * own, as requests go there. Only used on its loop.
 */
final class HealthCheck {
  private static final long FIRST_WITHIN_MILLIS = 1_000;

  /** How an address is asked. */
  interface Asking {
    Upstream.Call ask(HttpRequest request, Upstream.Listener listener);
  }

  /** Who hears what the address is. */
  interface Told {
    void healthy(boolean healthy);
  }

  private final BalanceConfig.Health rules;
  private final String host;
  private final EventLoop loop;
  private final Asking asking;
  private final Told told;
  private @Nullable Round round;
  private @Nullable Future<?> timer;
  private boolean healthy = true;
  private boolean ended;
  private int inRow;

  /**
   * A check of one address, which is healthy until it says otherwise.
   *
   * @param told after each answer
   */
  HealthCheck(
      BalanceConfig.Health rules, Address address, EventLoop loop, Asking asking, Told told) {
    this.rules = rules;
    this.host = rules.host() == null ? host(address) : rules.host();
    this.loop = loop;
    this.asking = asking;
    this.told = told;
  }

  private static String host(Address address) {
    return address instanceof Address.Inet ? address.toString() : "localhost";
  }

  /** Begins soon, but not with all others. */
  void begin() {
    long within = Math.min(FIRST_WITHIN_MILLIS, rules.intervalMillis());
    askIn(ThreadLocalRandom.current().nextLong(within + 1));
  }

  private void askIn(long millis) {
    timer = loop.schedule(this::ask, millis, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    Round asked = new Round();
    round = asked;
    timer = loop.schedule(asked::late, rules.timeoutMillis(), TimeUnit.MILLISECONDS);
    asked.call = asking.ask(request(), asked);
  }

  private HttpRequest request() {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, rules.path());
    request.headers().set(HttpHeaderNames.HOST, host);
    request.headers().set(HttpHeaderNames.USER_AGENT, "nearside-health");
    return request;
  }

  private void answered(boolean good) {
    if (timer != null) {
      timer.cancel(false);
    }
    round = null;
    count(good);
    // A tenth more or less, so that the sidecars do not ask all at once.
    long tenth = rules.intervalMillis() / 10;
    askIn(rules.intervalMillis() - tenth + ThreadLocalRandom.current().nextLong(2 * tenth + 1));
    told.healthy(healthy);
  }

  private void count(boolean good) {
    inRow = good == healthy ? 0 : inRow + 1;
    if (inRow >= (good ? rules.healthy() : rules.unhealthy())) {
      healthy = good;
      inRow = 0;
    }
  }

  /** No more questions. */
  void end() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
    if (round != null) {
      round.giveUp();
    }
  }

  /** One question. Its answer's body is of no interest. */
  private final class Round implements Upstream.Listener {
    private Upstream.@Nullable Call call;
    private boolean done;

    private void outcome(boolean good) {
      if (!done && !ended) {
        giveUp();
        answered(good);
      }
    }

    void giveUp() {
      done = true;
      if (call != null) {
        call.cancel();
      }
    }

    void late() {
      outcome(false);
    }

    @Override
    public void head(HttpResponse response) {
      outcome(rules.isGood(response.status().code()));
    }

    @Override
    public void failed(UpstreamFailure failure) {
      outcome(false);
    }

    @Override
    public void switched(HttpResponse response, ByteStream connection) {
      connection.close();
      outcome(false);
    }

    @Override
    public void body(ByteBuf piece) {
      piece.release();
    }

    @Override
    public void end(HttpHeaders trailers) {}

    @Override
    public void sending() {}

    @Override
    public void interim(HttpResponse response) {}

    @Override
    public void upstreamWritable() {}
  }
}
