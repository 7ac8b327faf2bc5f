package io.nearside.upstream;

import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.upstream.BalanceConfig.Retry.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It waits for its turn, is sent to one of the addresses over a
 * connection from that one's pool or a new one, and may be sent once more, as {@link Attempts}
 * says.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
 */
final class UpstreamCall implements Upstream.Call, ConnectionPool.ChannelTaker, CallLimit.Waiter {
  private final Lane lane;
  private final Shared shared;
  private final HttpRequest request;
  private final boolean hasBody;
  private final long affinity;
  private final boolean judged;
  private final Upstream.Listener listener;

  /** Pieces of the body that came before there was a connection; null for none. */
  private @Nullable Queue<HttpContent> waiting;

  /** Where the attempt is made that is under way. */
  private @Nullable Endpoint endpoint;

  private @Nullable Attempts attempts;
  private @Nullable UpstreamStream connection;
  private @Nullable Future<?> timer;
  private @Nullable Runnable connecting;
  private boolean underWay;
  private boolean probe;

  /** Whether that address was chosen although it was left alone, for want of another one. */
  private boolean wasEjected;

  private boolean reading = true;
  private boolean starting;
  private boolean bodyBegun;
  private boolean over;
  private int status;

  UpstreamCall(
      Lane lane, HttpRequest request, boolean hasBody, long affinity, Upstream.Listener listener) {
    this.lane = lane;
    this.shared = lane.shared();
    this.request = request;
    this.hasBody = hasBody;
    this.affinity = affinity;
    this.judged = shared.judges();
    this.listener = judged ? new Judge(this, listener) : listener;
  }

  void start() {
    starting = true;
    if (!shared.endpoints().available().isDown() && isLetThrough()) {
      enter();
    } else {
      fail(UpstreamFailure.DESTINATION_UNAVAILABLE);
    }
    starting = false;
  }

  private boolean isLetThrough() {
    Breaker breaker = shared.breaker();
    if (breaker == null) {
      return true;
    }
    Breaker.Admission admission = breaker.admission();
    probe = admission == Breaker.Admission.PROBE;
    return admission != Breaker.Admission.REFUSED;
  }

  private void enter() {
    switch (shared.calls().enter(this)) {
      case ADMITTED -> begin();
      case WAITS -> {
        long millis = shared.config().limits().queueMillis();
        timer = lane.loop().schedule(this::waitedInVain, millis, TimeUnit.MILLISECONDS);
      }
      case REFUSED -> fail(UpstreamFailure.OVERLOADED);
    }
  }

  private void waitedInVain() {
    if (shared.calls().giveUp(this)) {
      timer = null;
      fail(UpstreamFailure.OVERLOADED);
    }
  }

  @Override
  public void admitted() {
    lane.loop().execute(this::proceed);
  }

  private void proceed() {
    stopTimer();
    if (over) {
      shared.calls().leave();
    } else {
      begin();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void begin() {
    underWay = true;
    if (judged) {
      shared.budget().request();
    }
    Endpoint chosen = lane.choose(affinity);
    if (chosen != null) {
      attempt(chosen);
    } else if (shared.endpoints().available().known() == 0) {
      awaitAddresses();
    } else {
      fail(UpstreamFailure.DESTINATION_UNAVAILABLE);
    }
  }

  private void awaitAddresses() {
    long millis = shared.config().times().connectMillis();
    timer =
        lane.loop()
            .schedule(() -> fail(UpstreamFailure.DNS_TIMEOUT), millis, TimeUnit.MILLISECONDS);
    shared.endpoints().whenLookedUp(lane.loop(), this::lookedUp);
  }

  private void lookedUp() {
    if (over) {
      return;
    }
    stopTimer();
    Endpoint chosen = lane.choose(affinity);
    if (chosen != null) {
      attempt(chosen);
    } else {
      boolean none = shared.endpoints().available().known() == 0;
      fail(none ? UpstreamFailure.DNS_ERROR : UpstreamFailure.DESTINATION_UNAVAILABLE);
    }
  }

  private void attempt(Endpoint chosen) {
    endpoint = chosen;
    wasEjected = chosen.isEjected();
    chosen.begun();
    ConnectionPool pool = chosen.pool(lane);
    UpstreamStream idle = pool.take(request);
    if (idle != null) {
      use(idle);
    } else {
      connecting = pool.connect(this);
    }
  }

  private void leaveEndpoint() {
    connection = null;
    if (endpoint != null) {
      endpoint.ended();
      endpoint = null;
    }
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public void connected(UpstreamStream made) {
    if (over) {
      made.close();
      return;
    }
    use(made);
  }

  @Override
  public void notConnected(Throwable cause) {
    connecting = null;
    if (over) {
      return;
    }
    UpstreamFailure failure = reason(cause);
    Endpoint tried = endpoint;
    leaveEndpoint();
    if (isOurs(failure) || tried == null) {
      fail(failure);
      return;
    }
    shared.endpoints().notConnected(tried);
    Endpoint other = other(tried);
    if (other != null && attempts().afterNoConnection()) {
      attempt(other);
    } else {
      // What was sent before it was repeated may have been received.
      fail(attempts().maybeReceived() ? UpstreamFailure.CONNECTION_TERMINATED : failure);
    }
  }

  /** Whether another address would not change it. */
  private static boolean isOurs(UpstreamFailure failure) {
    return failure == UpstreamFailure.OVERLOADED
        || failure == UpstreamFailure.UPGRADE_FAILED
        || failure == UpstreamFailure.FIELDS_TOO_LARGE;
  }

  private Attempts attempts() {
    if (attempts == null) {
      attempts = new Attempts(shared.config().balance().retry(), shared.budget(), request, hasBody);
    }
    return attempts;
  }

  /** Another address than those that it was tried at. */
  private @Nullable Endpoint other(Endpoint tried) {
    List<Endpoint> all = attempts().tried(tried);
    return lane.chooseOther(affinity, all);
  }

  private void use(UpstreamStream taken) {
    connecting = null;
    connection = taken;
    taken.begin(this, request, hasBody);
    taken.reading(reading);
    HttpContent piece;
    while ((piece = nextWaiting()) != null) {
      bodyBegun = true;
      taken.send(piece);
    }
    if (hasBody) {
      // The caller waits for this where it found no connection to write to.
      lane.loop().execute(this::writable);
    }
  }

  private @Nullable HttpContent nextWaiting() {
    return waiting == null ? null : waiting.poll();
  }

  private static UpstreamFailure reason(Throwable cause) {
    if (cause instanceof NotConnected known) {
      return known.failure();
    }
    if (cause instanceof ConnectTimeoutException) {
      return UpstreamFailure.CONNECTION_TIMEOUT;
    }
    if (cause instanceof ConnectException) {
      return UpstreamFailure.CONNECTION_REFUSED;
    }
    return UpstreamFailure.DESTINATION_UNAVAILABLE;
  }

  @Override
  public void send(HttpContent piece) {
    if (over) {
      ReferenceCountUtil.release(piece);
    } else if (connection == null) {
      waiting = waiting == null ? new ArrayDeque<>() : waiting;
      waiting.add(piece);
    } else {
      bodyBegun = true;
      connection.send(piece);
    }
  }

  @Override
  public boolean isWritable() {
    return connection != null && connection.isWritable();
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    if (connection != null && !over) {
      connection.reading(on);
    }
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    UpstreamStream carrying = connection;
    end();
    if (carrying != null) {
      carrying.close();
    }
  }

  private void end() {
    over = true;
    if (connecting != null) {
      connecting.run();
    }
    HttpContent piece;
    while ((piece = nextWaiting()) != null) {
      piece.release();
    }
    boolean inLine = timer != null && !underWay;
    stopTimer();
    leaveEndpoint();
    leaveCalls();
    if (inLine) {
      // If it is in the line no more, a slot is on its way: proceed() gives it back.
      shared.calls().giveUp(this);
    }
    giveProbeUp();
  }

  private void leaveCalls() {
    if (underWay) {
      underWay = false;
      shared.calls().leave();
    }
  }

  private void giveProbeUp() {
    if (probe && shared.breaker() != null) {
      probe = false;
      shared.breaker().probeGivenUp();
    }
  }

  /** Its answer goes on for as long as something happens: no work that others wait for. */
  void streams() {
    succeeded();
    if (endpoint != null) {
      endpoint.ended();
      endpoint = null;
    }
    leaveCalls();
  }

  /** The connection ended before the first byte of an answer. */
  void unanswered(boolean wasReused, UpstreamFailure failure) {
    Endpoint tried = endpoint;
    if (over || tried == null) {
      fail(failure);
      return;
    }
    boolean ended = failure == UpstreamFailure.CONNECTION_TERMINATED;
    attempts().received();
    if (wasReused && ended && attempts().afterReusedConnection()) {
      connection = null;
      connecting = tried.pool(lane).connect(this);
      return;
    }
    if (!wasReused || !ended) {
      shared.endpoints().failed(tried);
    }
    leaveEndpoint();
    Reason reason = ended ? Reason.RESET : Reason.TIMEOUT;
    boolean silent = ended || failure == UpstreamFailure.RESPONSE_TIMEOUT;
    Endpoint other = other(tried);
    if (silent && other != null && attempts().afterSilence(reason)) {
      attempt(other);
    } else {
      fail(failure);
    }
  }

  /**
   * The upstream says that it has not processed it: safe to repeat, if nothing of a body is gone.
   */
  void refused(UpstreamFailure failure) {
    Endpoint tried = endpoint;
    if (over || tried == null || bodyBegun || !attempts().afterRefusal()) {
      fail(failure);
      return;
    }
    leaveEndpoint();
    Endpoint other = other(tried);
    attempt(other == null ? tried : other);
  }

  /** Whether an answer of this status is not passed on because another one is asked for. */
  boolean repeats(int answered) {
    status = answered;
    Endpoint tried = endpoint;
    Endpoint other = tried == null ? null : otherAfter(answered, tried);
    if (tried == null || other == null || connection == null) {
      tellOfProbe();
      return false;
    }
    UpstreamStream carrying = connection;
    judge(tried, isFailure(answered));
    leaveEndpoint();
    carrying.close();
    status = 0;
    attempt(other);
    return true;
  }

  private @Nullable Endpoint otherAfter(int answered, Endpoint tried) {
    if (!shared.config().balance().retry().statuses().contains(answered)) {
      return null;
    }
    Endpoint other = other(tried);
    return other != null && attempts().afterStatus(answered) ? other : null;
  }

  /** All others wait for it, and how long its body takes may be its client's affair. */
  private void tellOfProbe() {
    if (probe) {
      tellBreaker(isFailure(status));
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#section-15.6 */
  private static boolean isFailure(int status) {
    return status >= 502 && status <= 504;
  }

  private void judge(Endpoint tried, boolean failed) {
    if (failed) {
      shared.endpoints().failed(tried);
    } else {
      shared.endpoints().succeeded(tried, wasEjected);
    }
  }

  private void succeeded() {
    if (judged && endpoint != null) {
      judge(endpoint, isFailure(status));
      tellBreaker(isFailure(status));
    }
  }

  private void tellBreaker(boolean failed) {
    Breaker breaker = shared.breaker();
    if (breaker == null) {
      return;
    }
    boolean wasProbe = probe;
    probe = false;
    if (failed) {
      breaker.failed(wasProbe);
    } else {
      breaker.succeeded(wasProbe);
    }
  }

  void fail(UpstreamFailure failure) {
    if (starting) {
      // The caller does not know this call yet.
      lane.loop().execute(() -> fail(failure));
      return;
    }
    if (over) {
      return;
    }
    if (endpoint != null && !isOurs(failure)) {
      shared.endpoints().failed(endpoint);
    }
    if (underWay && !isOurs(failure)) {
      tellBreaker(true);
    }
    end();
    listener.failed(failure);
  }

  /** The answer is complete: nothing more is told. */
  void complete() {
    succeeded();
    end();
  }

  boolean isOver() {
    return over;
  }

  Upstream.Listener listener() {
    return listener;
  }

  private void writable() {
    if (!over && isWritable()) {
      listener.upstreamWritable();
    }
  }
}
