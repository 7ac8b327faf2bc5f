package io.nearside.upstream;

import io.nearside.exchange.Deadline;
import io.nearside.exchange.UpstreamFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the upstream that speaks HTTP/2, and the streams on it. It begins no more of
 * them once it is retired: because the upstream goes away, all numbers are used, or it is closed;
 * those that have begun may end. Only used on its loop.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-5
 */
final class Http2Session extends Http2ConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Session.class);

  /** Of ours at once, whatever more the upstream allows. */
  private static final int MAX_STREAMS = 256;

  /** What the upstream may have of our memory to remember its clients' fields by. */
  private static final int MAX_TABLE_BYTES = 4096;

  private static final int LAST_NUMBER = Integer.MAX_VALUE - 2 * MAX_STREAMS;

  private final ConnectionPool pool;
  private final PropertyKey ours;
  private @Nullable Connecting connecting;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Deadline idleEnd;
  private UpstreamFailure endsWith = UpstreamFailure.CONNECTION_TERMINATED;
  private boolean retired;
  private boolean flushScheduled;
  private boolean smallWindows;
  private boolean settingsUnderWay;
  private int open;
  private int served;
  private int refusedAbove = Integer.MAX_VALUE;
  private long reads;

  Http2Session(
      ConnectionPool pool,
      Connecting connecting,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings) {
    super(decoder, encoder, settings);
    this.pool = pool;
    this.connecting = connecting;
    this.ours = connection().newKey();
    this.smallWindows = settings.initialWindowSize() == Http2SessionBuilder.TIGHT_WINDOW_BYTES;
    connection().addListener(new Http2StreamEnds(this));
    encoder.flowController().listener(this::writabilityChanged);
  }

  /** One that tells the attempt when the upstream's first SETTINGS have come. */
  static Http2Session begin(ConnectionPool pool, Connecting connecting) {
    return new Http2SessionBuilder(pool, connecting).build();
  }

  /** What hears of the frames that come. */
  Http2FrameListener frames() {
    return new Http2Frames(this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    ctx = context;
    idleEnd = new Deadline(context.executor(), this::retire);
    super.handlerAdded(context);
  }

  ChannelHandlerContext ctx() {
    if (ctx == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return ctx;
  }

  private Deadline idleEnd() {
    if (idleEnd == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return idleEnd;
  }

  ConnectionPool pool() {
    return pool;
  }

  /** Whether a call was answered over it. */
  boolean isUsed() {
    return served > 0;
  }

  /** Whether it is there for calls, and has none. */
  boolean isIdle() {
    return open == 0 && !retired;
  }

  /**
   * Whether one more call may begin. A stream counts until it is closed on both sides, which is a
   * little later than its call's end.
   */
  boolean hasFree() {
    return !retired
        && open < MAX_STREAMS
        && connection().local().canOpenStream()
        && ctx().channel().isActive();
  }

  /** How much the upstream takes in the fields of a request. */
  long maxHeadBytes() {
    return encoder().configuration().headersConfiguration().maxHeaderListSize();
  }

  /** A stream is closed on both sides. */
  void closed(Http2Stream stream) {
    Http2UpstreamStream closed = ours(stream);
    if (closed != null) {
      closed.closed(stream.id() > refusedAbove, endsWith);
      pool.freed(this);
    }
  }

  /** A stream for one call, or null. */
  @Nullable UpstreamStream open() {
    if (!hasFree()) {
      return null;
    }
    open++;
    idleEnd().never();
    fitWindows();
    return new Http2UpstreamStream(this);
  }

  /** The number of the next stream, or a negative one: there are no more. */
  int nextNumber() {
    int number = connection().local().incrementAndGetNextStreamId();
    if (number > LAST_NUMBER) {
      retire();
    }
    return number > refusedAbove ? -1 : number;
  }

  /** Has events of the stream with this number told to ours. */
  @Nullable Http2Stream bind(int number, Http2UpstreamStream stream) {
    Http2Stream bound = connection().stream(number);
    if (bound != null) {
      bound.setProperty(ours, stream);
    }
    return bound;
  }

  @Nullable Http2UpstreamStream ours(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(ours);
  }

  @Nullable Http2UpstreamStream ours(int number) {
    return ours(connection().stream(number));
  }

  /** One of ours has ended. */
  void ended(boolean answered) {
    open--;
    if (answered) {
      served++;
    }
    if (open == 0) {
      idle();
    }
    pool.freed(this);
  }

  private void idle() {
    if (retired) {
      ctx().channel().close();
    } else {
      idleEnd().in(pool.config().times().keepAliveMillis());
    }
  }

  /** No more calls begin; it is closed when the last has ended. */
  void retire() {
    if (retired) {
      return;
    }
    retired = true;
    pool.forget(this);
    if (open == 0) {
      ctx().channel().close();
    }
  }

  /** The upstream goes away; it has not processed, and will not, streams above this number. */
  void goingAway(int lastNumber) {
    refusedAbove = lastNumber;
    retire();
  }

  /** How often something has come. */
  long reads() {
    return reads;
  }

  /** The upstream's SETTINGS have come. */
  void settings() {
    // How much it would take is no reason to keep it all.
    if (encoder().configuration().headersConfiguration().maxHeaderTableSize() > MAX_TABLE_BYTES) {
      tableSize();
    }
    Connecting first = connecting;
    connecting = null;
    if (first != null) {
      idle();
      first.settled(this);
    } else if (hasFree()) {
      pool.freed(this);
    }
  }

  private void tableSize() {
    try {
      encoder().configuration().headersConfiguration().maxHeaderTableSize(MAX_TABLE_BYTES);
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Ours have come into force. */
  void settingsTaken() {
    settingsUnderWay = false;
  }

  /** Lets the upstream send less ahead while memory is short. */
  private void fitWindows() {
    boolean small = pool.memory().isTight();
    if (small == smallWindows || settingsUnderWay) {
      return;
    }
    smallWindows = small;
    settingsUnderWay = true;
    int bytes = small ? Http2SessionBuilder.TIGHT_WINDOW_BYTES : Http2SessionBuilder.WINDOW_BYTES;
    Http2Settings changed = new Http2Settings().initialWindowSize(bytes);
    encoder().writeSettings(ctx(), changed, ctx().newPromise());
  }

  /** Once for all that is written in this turn of the loop. */
  void flushInTurn() {
    if (!flushScheduled) {
      flushScheduled = true;
      ctx().executor().execute(this::flushNow);
    }
  }

  private void flushNow() {
    flushScheduled = false;
    flush(ctx());
  }

  /** Gives a stream up. What was written for it goes before that, and nothing behind. */
  void reset(Http2Stream stream, Http2Error error) {
    try {
      encoder().flowController().writePendingBytes();
      resetStream(ctx(), stream.id(), error.code(), ctx().newPromise());
      ctx().flush();
    } catch (Http2Exception failed) {
      onError(ctx(), true, failed);
    }
  }

  /** The upstream sends frame upon frame, and nothing with them. */
  void tooMuch() {
    if (ctx().channel().isActive()) {
      Http2Exception flood =
          Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "frames about nothing");
      onError(ctx(), false, flood);
    }
  }

  private void writabilityChanged(Http2Stream stream) {
    Http2UpstreamStream changed = ours(stream);
    if (changed != null && encoder().flowController().isWritable(stream)) {
      changed.mayWrite();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    reads++;
    super.channelRead(context, bytes);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext context, boolean outbound, Throwable cause, StreamException error) {
    Http2Stream stream = connection().stream(error.streamId());
    Http2UpstreamStream broken = ours(stream);
    if (broken != null) {
      broken.malformed(error.error());
    } else if (stream != null || !connection().local().isValidStreamId(error.streamId())) {
      onError(
          context,
          outbound,
          Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "no stream"));
    }
    // What comes for one that was given up was on its way already.
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    endsWith = UpstreamFailure.PROTOCOL_ERROR;
    LOG.debug("a session of HTTP/2 is broken", cause);
    retire();
    super.onConnectionError(context, outbound, cause, error);
    Connecting first = connecting;
    connecting = null;
    if (first != null) {
      first.fail(new NotConnected(endsWith, "not HTTP/2"));
    }
    context.channel().close();
  }

  /** The end of a session of TLS: nothing more comes, and nobody would read what is sent. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslCloseCompletionEvent) {
      context.channel().close();
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      context.close();
    } else {
      super.exceptionCaught(context, cause);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    retire();
    idleEnd().cancel();
    super.channelInactive(context);
    Connecting first = connecting;
    connecting = null;
    if (first != null) {
      first.channelInactive(context);
    }
  }
}
