package io.nearside.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nearside.caching.PurgeOrder;
import io.nearside.http.HttpDate;
import io.nearside.store.PurgeLog.Outcome;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * A {@code PURGE} of somebody who may: purges what it is for, or the surrogate keys that it names,
 * and never goes upstream.
 */
final class PurgeExchange implements Exchange {
  /** As long as a body is no longer than this, its end is awaited to keep the connection. */
  private static final int MAX_BODY_BYTES = 64 << 10;

  private static final int FORBIDDEN = 403;
  private static final int BAD_REQUEST = 400;

  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private @Nullable Outcome outcome;
  private boolean awaitsBody;
  private int bodyBytes;
  private boolean over;

  PurgeExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
    // Who waits for a 100 before it sends gets the answer instead.
    this.awaitsBody = request.hasBody() && !request.received().contains("expect");
  }

  void forbid() {
    over = true;
    sink.error(
        FORBIDDEN,
        "PURGE is taken from the addresses in purge.allow only",
        ProxyStatus.refused(FORBIDDEN));
  }

  void start() {
    long[] tags;
    try {
      tags = PurgeRequest.tags(request, engine);
    } catch (PurgeOrder.Invalid invalid) {
      over = true;
      sink.error(BAD_REQUEST, invalid.sentence(), ProxyStatus.refused(BAD_REQUEST));
      return;
    }
    boolean soft = PurgeRequest.isSoft(request.received());
    engine.log().purge(tags, soft, done -> onLoop(() -> purged(tags.length, done)));
  }

  private void onLoop(Runnable task) {
    if (sink.loop().inEventLoop()) {
      task.run();
    } else {
      sink.loop().execute(task);
    }
  }

  private void purged(int tags, Outcome done) {
    engine.listener().purged(request, tags, done.appended());
    outcome = done;
    answerIfDone();
  }

  private void answerIfDone() {
    Outcome done = outcome;
    if (over || awaitsBody || done == null) {
      return;
    }
    over = true;
    byte[] body = json(done).getBytes(US_ASCII);
    HttpResponse response =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1,
            done.appended() ? HttpResponseStatus.OK : HttpResponseStatus.ACCEPTED);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.DATE, HttpDate.format(engine.nowMillis()));
    sink.head(response);
    sink.body(Unpooled.wrappedBuffer(body));
    sink.end(EmptyHttpHeaders.INSTANCE);
  }

  private static String json(Outcome outcome) {
    return outcome.appended()
        ? "{\"appended\":true,\"position\":\"" + outcome.id() + "\"}\n"
        : "{\"appended\":false}\n";
  }

  @Override
  public void requestBody(HttpContent piece) {
    bodyBytes += piece.content().readableBytes();
    boolean last = piece instanceof LastHttpContent;
    piece.release();
    if (last || bodyBytes > MAX_BODY_BYTES) {
      awaitsBody = false;
      answerIfDone();
    }
  }

  @Override
  public void writable() {
    // The answer is one piece.
  }

  @Override
  public void clientGone() {
    over = true;
  }
}
