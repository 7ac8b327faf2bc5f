package io.nearside.upstream;

import io.nearside.exchange.Deadline;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.nearside.http.EndlessTypes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2 and the call that it serves. Only used on its loop.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.1
 */
final class Http2UpstreamStream implements UpstreamStream {
  /*
   * While reading is paused, what comes is passed on all the same but not given back to the stream's
   * window: so there is never more of it than a window, and then the upstream waits.
   */

  private static final int MAX_INTERIM = 100;
  private static final long UNKNOWN = -1;

  private final Http2Session session;
  private final Deadline deadline;
  private @Nullable Http2Stream stream;
  private @Nullable UpstreamCall call;
  private boolean over;
  private boolean answerBegun;
  private boolean headRead;
  private boolean answersHead;
  private boolean requestSent;
  private boolean paused;
  private boolean wakeScheduled;
  private int interims;
  private int heldBytes;
  private long pauseMillis;
  private long expectedBytes = UNKNOWN;
  private long readBytes;
  private long readsBefore;

  Http2UpstreamStream(Http2Session session) {
    this.session = session;
    this.deadline = new Deadline(session.ctx().executor(), this::timedOut);
  }

  @Override
  public void begin(UpstreamCall newCall, HttpRequest request, boolean hasBody) {
    call = newCall;
    answersHead = request.method().equals(HttpMethod.HEAD);
    requestSent = !hasBody;
    readsBefore = session.reads();
    if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
      later(() -> notHere(newCall));
      return;
    }
    Http2Headers head = head(request);
    if (Http2RequestHead.listBytes(head) > session.maxHeadBytes()) {
      later(() -> tooLarge(newCall));
      return;
    }
    int number = session.nextNumber();
    if (number < 0) {
      later(() -> refused(newCall));
      return;
    }
    newCall.listener().sending();
    write(number, head, hasBody);
    if (!hasBody) {
      deadline.in(times().responseMillis());
    }
  }

  private UpstreamConfig.Times times() {
    return session.pool().config().times();
  }

  private void later(Runnable task) {
    session.ctx().executor().execute(task);
  }

  /** A request that asks to leave HTTP has come to the wrong place. */
  private void notHere(UpstreamCall current) {
    if (session.pool().config().http2() == UpstreamConfig.Http2.PRIOR_KNOWLEDGE) {
      lost(current, UpstreamFailure.UPGRADE_FAILED);
    } else {
      refused(current);
    }
  }

  /** Of what it would be too much for, the upstream need not hear; nor is that its failure. */
  private void tooLarge(UpstreamCall current) {
    if (call == current) {
      end(false);
      current.fail(UpstreamFailure.FIELDS_TOO_LARGE);
    }
  }

  private Http2Headers head(HttpRequest request) {
    ConnectionPool pool = session.pool();
    return Http2RequestHead.of(request, pool.tls() != null, pool.destination().named());
  }

  private void write(int number, Http2Headers head, boolean hasBody) {
    session
        .encoder()
        .writeHeaders(session.ctx(), number, head, 0, !hasBody, session.ctx().newPromise())
        .addListener(written -> written(written.isSuccess()));
    stream = session.bind(number, this);
    session.flushInTurn();
  }

  private void written(boolean success) {
    UpstreamCall current = call;
    if (!success && current != null && !over) {
      lost(current, UpstreamFailure.CONNECTION_TERMINATED);
    }
  }

  @Override
  public void send(HttpContent piece) {
    Http2Stream bound = stream;
    if (over || bound == null) {
      piece.release();
      return;
    }
    boolean last = piece instanceof LastHttpContent;
    HttpHeaders trailers =
        piece instanceof LastHttpContent end ? end.trailingHeaders() : EmptyHttpHeaders.INSTANCE;
    session.pool().fitWriting(session.ctx().channel());
    boolean ends = last && trailers.isEmpty();
    session
        .encoder()
        .writeData(session.ctx(), bound.id(), piece.content(), 0, ends, session.ctx().newPromise());
    if (last && !ends) {
      Http2Headers fields = Http2RequestHead.trailers(trailers);
      session
          .encoder()
          .writeHeaders(session.ctx(), bound.id(), fields, 0, true, session.ctx().newPromise());
    }
    session.flushInTurn();
    sent(last);
  }

  private void sent(boolean last) {
    requestSent = last;
    if (headRead) {
      return;
    }
    if (last) {
      deadline.in(times().responseMillis());
    } else if (!isWritable()) {
      deadline.in(times().bodyMillis());
    }
  }

  @Override
  public boolean isWritable() {
    return !over && stream != null && session.encoder().flowController().isWritable(stream);
  }

  /** The upstream takes more; told once all that was heard with it is done. */
  void mayWrite() {
    if (!wakeScheduled) {
      wakeScheduled = true;
      later(this::wake);
    }
  }

  private void wake() {
    wakeScheduled = false;
    UpstreamCall current = call;
    if (current == null || current.isOver() || !isWritable()) {
      return;
    }
    if (!headRead && !requestSent) {
      deadline.never();
    }
    current.listener().upstreamWritable();
  }

  @Override
  public void reading(boolean on) {
    if (over || paused != on) {
      return;
    }
    paused = !on;
    if (on) {
      giveBack();
    }
    if (headRead) {
      // A response that is not read on purpose is not late.
      if (on) {
        deadline.in(pauseMillis);
      } else {
        deadline.never();
      }
    }
  }

  private void giveBack() {
    int bytes = heldBytes;
    heldBytes = 0;
    if (bytes == 0 || stream == null) {
      return;
    }
    try {
      session.decoder().flowController().consumeBytes(stream, bytes);
      session.flushInTurn();
    } catch (Http2Exception failed) {
      session.onError(session.ctx(), true, failed);
    }
  }

  @Override
  public void close() {
    call = null;
    end(false);
    reset(Http2Error.CANCEL);
  }

  private void reset(Http2Error error) {
    if (stream != null) {
      session.reset(stream, error);
    }
  }

  private void end(boolean answered) {
    if (!over) {
      over = true;
      call = null;
      deadline.cancel();
      session.ended(answered);
    }
  }

  /** HEADERS have come: of an interim or the final response, or of its trailers. */
  void headers(Http2Headers fields, boolean ends) {
    UpstreamCall current = call;
    if (current == null || current.isOver()) {
      return;
    }
    try {
      if (headRead) {
        finished(current, TrailerFields.permitted(Http2ResponseHead.trailers(fields)));
      } else {
        head(current, Http2ResponseHead.of(fields), ends);
      }
    } catch (IllegalArgumentException malformed) {
      answerBegun = true;
      malformed(Http2Error.PROTOCOL_ERROR);
    }
  }

  private void head(UpstreamCall current, HttpResponse head, boolean ends) {
    answerBegun = true;
    if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      interim(current, head, ends);
      return;
    }
    expectedBytes = expected(head);
    if (ends && expectedBytes > 0) {
      throw new IllegalArgumentException("less than was announced");
    }
    headRead = true;
    boolean endless = EndlessTypes.include(head.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
    pauseMillis = endless ? times().streamMillis() : times().bodyMillis();
    if (!paused) {
      deadline.in(pauseMillis);
    }
    if (endless) {
      current.streams();
    }
    current.listener().head(head);
    if (ends && call == current) {
      finished(current, EmptyHttpHeaders.INSTANCE);
    }
  }

  private long expected(HttpResponse head) {
    if (answersHead || ResponseFraming.isBodiless(head)) {
      return 0;
    }
    String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null) {
      return UNKNOWN;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException tooLong) {
      throw new IllegalArgumentException("not a length", tooLong);
    }
  }

  private void interim(UpstreamCall current, HttpResponse head, boolean ends) {
    if (ends || ++interims > MAX_INTERIM || head.status().code() == 101) {
      throw new IllegalArgumentException("not an interim response that may be here");
    }
    head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    current.listener().interim(head);
  }

  /**
   * DATA have come.
   *
   * @return how much of it goes back to the stream's window at once
   */
  int data(ByteBuf data, int padding, boolean ends) {
    int taken = data.readableBytes() + padding;
    UpstreamCall current = call;
    if (current == null || current.isOver()) {
      return taken;
    }
    readBytes += data.readableBytes();
    if (!headRead || !fits(ends)) {
      malformed(Http2Error.PROTOCOL_ERROR);
      return taken;
    }
    if (!paused) {
      deadline.in(pauseMillis);
    }
    if (data.isReadable()) {
      current.listener().body(data.retain());
    }
    if (ends && call == current) {
      finished(current, EmptyHttpHeaders.INSTANCE);
    }
    if (paused && !over) {
      heldBytes += taken;
      return 0;
    }
    return taken;
  }

  /** Whether there is as much of the body as was announced. */
  private boolean fits(boolean ends) {
    return expectedBytes == UNKNOWN
        || (ends ? readBytes == expectedBytes : readBytes <= expectedBytes);
  }

  private void finished(UpstreamCall current, HttpHeaders trailers) {
    if (expectedBytes != UNKNOWN && readBytes != expectedBytes) {
      throw new IllegalArgumentException("less than was announced");
    }
    boolean whole = requestSent;
    Upstream.Listener listener = current.listener();
    current.complete();
    end(true);
    if (!whole) {
      // What is left of the request is of no interest to anybody.
      reset(Http2Error.NO_ERROR);
    }
    listener.end(trailers);
  }

  private void timedOut() {
    UpstreamCall current = call;
    if (current == null) {
      return;
    }
    if (session.reads() == readsBefore) {
      // Nothing at all has come since: it may be cut somewhere on the way.
      session.retire();
    }
    lost(current, UpstreamFailure.RESPONSE_TIMEOUT);
    reset(Http2Error.CANCEL);
  }

  /** What came is not a response: the rest of it is refused. */
  void malformed(Http2Error error) {
    UpstreamCall current = call;
    if (current != null) {
      lost(current, UpstreamFailure.PROTOCOL_ERROR);
    }
    reset(error);
  }

  /** The upstream has given the stream up. */
  void reset(long error) {
    UpstreamCall current = call;
    if (current == null) {
      return;
    }
    if (error == Http2Error.REFUSED_STREAM.code() && !answerBegun) {
      refused(current);
    } else {
      answerBegun = true;
      lost(current, failure(error));
    }
  }

  private static UpstreamFailure failure(long error) {
    Http2Error known = Http2Error.valueOf(error);
    return known == Http2Error.PROTOCOL_ERROR
            || known == Http2Error.FLOW_CONTROL_ERROR
            || known == Http2Error.FRAME_SIZE_ERROR
            || known == Http2Error.COMPRESSION_ERROR
            || known == Http2Error.HTTP_1_1_REQUIRED
        ? UpstreamFailure.PROTOCOL_ERROR
        : UpstreamFailure.CONNECTION_TERMINATED;
  }

  /** It has ended with its connection, or because the upstream goes away. */
  void closed(boolean refused, UpstreamFailure failure) {
    UpstreamCall current = call;
    if (current == null) {
      return;
    }
    if (refused && !answerBegun) {
      refused(current);
    } else {
      lost(current, failure);
    }
  }

  private void refused(UpstreamCall current) {
    end(false);
    current.refused(UpstreamFailure.CONNECTION_TERMINATED);
  }

  /** The response will not be complete: within its body, or else for this reason. */
  private void lost(UpstreamCall current, UpstreamFailure beforeTheHead) {
    boolean reused = session.isUsed();
    end(false);
    if (answerBegun) {
      current.fail(headRead ? UpstreamFailure.RESPONSE_INCOMPLETE : beforeTheHead);
    } else {
      current.unanswered(reused, beforeTheHead);
    }
  }
}
