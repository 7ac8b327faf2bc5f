package io.nearside.server;

import io.nearside.caching.Delivery;
import io.nearside.exchange.ByteStream;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.Deadline;
import io.nearside.exchange.Exchange;
import io.nearside.exchange.ProxyRequest;
import io.nearside.exchange.ProxyStatus;
import io.nearside.exchange.ResponseSink;
import io.nearside.server.RequestGuard.Refusal;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request over HTTP/2 and its answer: for a stream what {@link ClientConnection} is for a whole
 * connection. Only used on its connection's loop.
 */
final class Http2ClientStream implements ResponseSink {
  /*
   * A head is not written before the turn of the loop is over: when the answer ends in the same turn
   * it carries the end of the stream itself, which some clients insist on (gRPC's Trailers-Only).
   */
  private static final HttpVersion HTTP_2 = new HttpVersion("HTTP", 2, 0, true);
  private static final String PURGE = "PURGE";
  private static final String TOO_LARGE = "the request's body is too large here";

  /** How long and how much is still taken from a client that was answered before it was done. */
  private static final long LINGER_MILLIS = 2000;

  private static final long LINGER_BYTES = 1024 * 1024;
  private static final String GRPC = "application/grpc";

  private final Http2ClientConnection connection;
  private final Http2Stream stream;

  // The request.
  private @Nullable Exchange exchange;
  private @Nullable RequestBody body;
  private boolean inputEnded;
  private boolean headRequest;
  private boolean takesTrailers;
  private boolean grpc;
  private int owedBytes;
  private @Nullable Runnable unbegun;
  private long lingeredBytes;

  // The answer.
  private boolean busy;
  private boolean begun;
  private boolean bodiless;
  private boolean ended;
  private boolean gone;
  private @Nullable Http2Headers dueHead;
  private boolean unwritable;
  private int queuedBytes;
  private long takenBytes;
  private long takenBefore;
  private @Nullable Deadline pause;
  private @Nullable Deadline total;

  Http2ClientStream(Http2ClientConnection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  // The request.

  /** Its head is there, and well-formed. */
  void request(ReceivedFields section, boolean end) {
    CacheEngine engine = connection.engine();
    inputEnded = end;
    headRequest = section.methodName().equals("HEAD");
    boolean hasBody = !end && !isEmpty(section);
    Refusal refusal = Http2RequestHead.refusal(section, connection.config().limits(), hasBody);
    if (refusal != null) {
      refuse(refusal.status(), refusal.text());
      return;
    }
    Http2RequestHead head = Http2RequestHead.of(section);
    boolean purge = head.method().equals(PURGE);
    // Asked before the head's fields become those of the request that goes upstream.
    boolean mayPurge = purge && connection.mayPurge(head.fields());
    grpc = head.fields().get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(GRPC);
    ProxyRequest classified =
        connection
            .origin()
            .classify(
                engine,
                head.method(),
                HTTP_2,
                head.authority(),
                head.target(),
                head.fields(),
                hasBody);
    if (classified == null) {
      refuse(400, "malformed Host or request target");
      return;
    }
    if (head.contentLength() > classified.route().maxRequestBodyBytes()) {
      refuse(413, TOO_LARGE);
      return;
    }
    StoredResponse hit = purge ? null : engine.nearHit(classified);
    if (hit == null && !hasBody) {
      // Not before all that came with it is read: it may be taken back already.
      unbegun = () -> begin(classified, false, mayPurge);
      connection.beginLater(this);
      return;
    }
    if (hit == null) {
      begin(classified, true, mayPurge);
      return;
    }
    engine.serve(classified, this, hit, loop());
  }

  private static boolean isEmpty(ReceivedFields section) {
    return "0".equals(section.fields().get(HttpHeaderNames.CONTENT_LENGTH));
  }

  /** What it came with is read: it begins, unless it was taken back. */
  void begin() {
    Runnable waiting = unbegun;
    unbegun = null;
    if (waiting != null && !gone) {
      waiting.run();
    }
  }

  private void begin(ProxyRequest request, boolean hasBody, boolean mayPurge) {
    if (connection.memory().isExhausted()) {
      refuse(503, "too much is on its way");
      return;
    }
    busy = true;
    total().in(connection.config().totalTimeoutMillis());
    takesTrailers = request.takesTrailers();
    if (hasBody) {
      awaitBody(request.route().maxRequestBodyBytes());
    }
    Exchange begun =
        request.method().equals(PURGE)
            ? connection.engine().purge(request, this, mayPurge)
            : connection.engine().begin(request, this);
    // It may be over already, and a body from the cache on its way in its place.
    if (busy && exchange == null) {
      exchange = begun;
    }
  }

  private void awaitBody(long mostBytes) {
    int rate = grpc ? 0 : connection.config().limits().minBodyBytesPerSecond();
    RequestBody awaited = new RequestBody(pauseMillis(), rate);
    awaited.headRead();
    awaited.begin(mostBytes, System.nanoTime());
    body = awaited;
    timeRequest();
  }

  /** How long this stream may pause. A stream of gRPC says something when there is something. */
  private long pauseMillis() {
    return grpc
        ? connection.config().http2().streamTimeoutMillis()
        : connection.config().bodyTimeoutMillis();
  }

  /**
   * A piece of the request's body.
   *
   * @return how much of it is done with, padding included
   */
  int data(ByteBuf data, int padding, boolean end) {
    int windowBytes = data.readableBytes() + padding;
    inputEnded |= end;
    RequestBody incoming = body;
    Exchange current = exchange;
    if (incoming == null || current == null || !incoming.isStreaming()) {
      dropped(windowBytes);
      return windowBytes;
    }
    incoming.piece(data.readableBytes(), end, System.nanoTime());
    if (incoming.isTooLarge()) {
      abandon(413, TOO_LARGE);
      return windowBytes;
    }
    timeRequest();
    ByteBuf kept = data.retain();
    current.requestBody(end ? new DefaultLastHttpContent(kept) : new DefaultHttpContent(kept));
    if (!end && incoming.isPaused()) {
      owedBytes += windowBytes;
      return 0;
    }
    return windowBytes;
  }

  private void dropped(int bytes) {
    lingeredBytes += bytes;
    if (ended && !inputEnded && queuedBytes == 0 && lingeredBytes > LINGER_BYTES) {
      reset(Http2Error.NO_ERROR);
    }
  }

  /** The request ends with trailers, which say nothing that goes on. */
  void trailers() {
    inputEnded = true;
    RequestBody incoming = body;
    Exchange current = exchange;
    if (incoming != null && current != null && incoming.isStreaming()) {
      incoming.piece(0, true, System.nanoTime());
      timeRequest();
      current.requestBody(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void requestReading(boolean on) {
    RequestBody incoming = body;
    if (incoming == null) {
      return;
    }
    incoming.paused(!on, System.nanoTime());
    if (on) {
      giveBackOwed();
    }
    timeRequest();
  }

  /** What was kept of the client's window while nobody took the body. */
  private void giveBackOwed() {
    int owed = owedBytes;
    owedBytes = 0;
    if (owed > 0) {
      connection.consumed(stream, owed);
    }
  }

  /** Times the request's body while it is read; but a client that takes nothing is timed itself. */
  private void timeRequest() {
    RequestBody incoming = body;
    if (unwritable || ended) {
      return;
    }
    if (incoming != null && incoming.isStreaming() && !incoming.isPaused()) {
      pause().in(incoming.nextPieceMillis(System.nanoTime()));
    } else if (pause != null) {
      pause.never();
    }
  }

  private boolean isBodyAwaited() {
    RequestBody incoming = body;
    return incoming != null && incoming.isStreaming();
  }

  /** The rest of the request will not come, or cannot be taken. */
  private void abandon(int status, String text) {
    Exchange current = exchange;
    exchange = null;
    if (current != null) {
      current.clientGone();
    }
    if (begun) {
      cut();
    } else {
      error(status, text, ProxyStatus.refused(status));
    }
  }

  private void refuse(int status, String text) {
    busy = true;
    error(status, text, ProxyStatus.refused(status));
  }

  // The answer (ResponseSink).

  @Override
  public EventExecutor loop() {
    return connection.loop();
  }

  @Override
  public void interim(HttpResponse response) {
    // Nothing says how many there are: a client that does not read them does without.
    if (!begun && !gone && connection.takesInterim()) {
      int status = response.status().code();
      connection.writeHead(stream, Http2ResponseFields.head(status, response.headers()), false);
    }
  }

  @Override
  public void head(HttpResponse response) {
    int status = response.status().code();
    beginAnswer(Http2ResponseFields.head(status, response.headers()), status);
  }

  private void beginAnswer(Http2Headers head, int status) {
    begun = true;
    bodiless = headRequest || status == 204 || status == 304;
    dueHead = head;
    connection.headDue(this);
  }

  /** Writes the head if that is still to be done. */
  void writeDueHead() {
    Http2Headers head = dueHead;
    dueHead = null;
    if (head != null && !gone) {
      connection.writeHead(stream, head, false);
    }
  }

  @Override
  public void body(ByteBuf piece) {
    if (bodiless || gone) {
      piece.release();
      return;
    }
    writeDueHead();
    int bytes = piece.readableBytes();
    queuedBytes += bytes;
    connection.writeData(this, stream, piece, bytes, false);
    if (!isWritable()) {
      awaitReader();
    }
  }

  @Override
  public void end(HttpHeaders trailers) {
    if (gone) {
      return;
    }
    ended = true;
    Http2Headers head = dueHead;
    dueHead = null;
    if (!trailers.isEmpty() && takesTrailers && !bodiless) {
      if (head != null) {
        connection.writeHead(stream, head, false);
      }
      connection.writeHead(stream, Http2ResponseFields.trailers(trailers), true);
    } else if (head != null) {
      connection.writeHead(stream, head, true);
    } else {
      connection.writeData(this, stream, Unpooled.EMPTY_BUFFER, 0, true);
    }
    answered();
  }

  /** The answer is written, but perhaps not taken. */
  private void answered() {
    ended = true;
    busy = false;
    exchange = null;
    if (queuedBytes > 0) {
      awaitReader();
    } else if (pause != null) {
      pause.never();
    }
    if (!inputEnded) {
      // What is left of it is of no use. But some clients take a reset for the answer, so they may
      // go on for a while (https://www.rfc-editor.org/rfc/rfc9113#section-8.1).
      total().in(LINGER_MILLIS);
      giveBackOwed();
    } else if (total != null) {
      total.cancel();
    }
  }

  @Override
  public ByteStream switchProtocols(HttpResponse response) {
    throw new IllegalStateException("there is no Upgrade in HTTP/2");
  }

  @Override
  public void cut() {
    writeDueHead();
    reset(Http2Error.INTERNAL_ERROR);
  }

  /** Ends the stream, whatever is under way. */
  void reset(Http2Error error) {
    if (!gone) {
      leave();
      connection.reset(stream, error);
    }
  }

  @Override
  public void stored(StoredResponse response, Delivery delivery, String cacheStatus) {
    long age = connection.engine().ageSeconds(response);
    if (delivery instanceof Delivery.Parts parts && !headRequest) {
      PartialBody content = PartialBody.of(response, parts.ranges());
      beginAnswer(Http2StoredFields.partial(response, content, age, cacheStatus), 206);
      content(content.slices());
    } else if (delivery instanceof Delivery.NotModified) {
      beginAnswer(Http2StoredFields.notModified(response, age, cacheStatus), 304);
      content(List.of());
    } else if (delivery instanceof Delivery.Unsatisfiable) {
      beginAnswer(Http2StoredFields.unsatisfiable(response, cacheStatus), 416);
      content(List.of());
    } else {
      whole(response, age, cacheStatus);
    }
  }

  private void whole(StoredResponse response, long age, String cacheStatus) {
    if (response.isPartial()) {
      throw new IllegalStateException("only parts are there: " + response);
    }
    int length = headRequest ? 0 : response.bodyLength();
    // Fast path.
    if (WireAnswer.isCopied(length)
        && connection.maySendNow(stream, length)
        && Http2StoredHead.isSmall(response, cacheStatus)) {
      begun = true;
      int most = Http2StoredHead.mostBytes(response, length, cacheStatus);
      ByteBuf out = connection.roomForFrames(most);
      Http2StoredHead.writeFrames(out, response, stream.id(), length, age, cacheStatus);
      answered();
      connection.framesWritten(stream, length);
      return;
    }
    beginAnswer(Http2StoredFields.whole(response, age, cacheStatus), response.status());
    boolean withBody = !bodiless && length > 0;
    content(
        withBody
            ? List.of(new Slice(response.encoded(), response.bodyOffset(), response.bodyLength()))
            : List.of());
  }

  private void content(List<Slice> slices) {
    if (slices.isEmpty()) {
      endStored();
      return;
    }
    StoredBody rest =
        new StoredBody(
            slices, this::isWritable, connection.memory()::isTight, this::body, this::endStored);
    busy = true;
    exchange = rest;
    rest.writable();
    if (exchange == rest) {
      total().in(connection.config().totalTimeoutMillis());
    }
  }

  private void endStored() {
    end(EmptyHttpHeaders.INSTANCE);
  }

  @Override
  public void error(int status, String text, String proxyStatus) {
    if (begun) {
      cut();
      return;
    }
    FullHttpResponse response = OwnAnswer.error(connection.allocator(), status, text, proxyStatus);
    beginAnswer(Http2ResponseFields.head(status, response.headers()), status);
    body(response.content());
    endStored();
  }

  @Override
  public boolean isWritable() {
    // Once it is not, it stays so until the exchange is told: what comes meanwhile must not hide
    // it.
    unwritable |= queuedBytes >= connection.mostQueuedBytes();
    return !unwritable;
  }

  /** So many bytes have left the queue of this stream; where they were not written it is over. */
  void unqueued(int bytes, boolean written) {
    queuedBytes -= bytes;
    if (!written
        || gone
        || ended
        || !unwritable
        || queuedBytes > connection.mostQueuedBytes() / 2) {
      return;
    }
    unwritable = false;
    timeRequest();
    Exchange current = exchange;
    if (current != null) {
      current.writable();
    }
  }

  /** So many bytes of its body are on their way to the client. */
  void taken(int bytes) {
    takenBytes += bytes;
  }

  /** From now on the client has to take something within each pause. */
  private void awaitReader() {
    takenBefore = takenBytes;
    pause().in(connection.config().bodyTimeoutMillis());
  }

  // The end.

  private Deadline pause() {
    Deadline deadline = pause;
    if (deadline == null) {
      deadline = new Deadline(loop(), this::pausedTooLong);
      pause = deadline;
    }
    return deadline;
  }

  private Deadline total() {
    Deadline deadline = total;
    if (deadline == null) {
      deadline = new Deadline(loop(), this::lastedTooLong);
      total = deadline;
    }
    return deadline;
  }

  private void pausedTooLong() {
    if (busy && isBodyAwaited() && !begun) {
      abandon(408, "the request's body took too long");
      return;
    }
    long taken = takenBytes - takenBefore;
    if (queuedBytes > 0 && taken >= connection.leastBytesPerPause()) {
      awaitReader();
    } else {
      giveUp(Http2Error.CANCEL);
    }
  }

  /** Whatever goes on, it has gone on for too long. */
  private void lastedTooLong() {
    if (busy) {
      abandon(504, "the answer took too long in all");
    } else if (ended && queuedBytes > 0) {
      total().in(LINGER_MILLIS);
    } else if (ended) {
      reset(Http2Error.NO_ERROR);
    }
  }

  /** Ends the stream, and with it its exchange. */
  void giveUp(Http2Error error) {
    Exchange current = exchange;
    reset(error);
    if (current != null) {
      current.clientGone();
    }
  }

  /** The stream is closed, by whom ever. */
  void closed() {
    Exchange current = exchange;
    leave();
    if (current != null) {
      current.clientGone();
    }
  }

  private void leave() {
    gone = true;
    unbegun = null;
    busy = false;
    exchange = null;
    dueHead = null;
    if (pause != null) {
      pause.cancel();
    }
    if (total != null) {
      total.cancel();
    }
  }
}
