package io.nearside.server;

import io.nearside.exchange.BodyMemory;
import io.nearside.exchange.CacheEngine;
import io.nearside.exchange.Deadline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection that speaks HTTP/2: its streams, each a {@link Http2ClientStream}, what
 * they share, and its end.
 */
final class Http2ClientConnection extends Http2ConnectionHandler implements Served {
  /*
   * No channel per stream: frames come to one handler, which costs about half. What is written in a
   * cycle of reading is flushed at its end, what is written otherwise at the end of the loop's turn.
   */
  private static final Logger LOG = LoggerFactory.getLogger(Http2ClientConnection.class);

  /** How much of one answer may wait for its client, and how much when many do. */
  private static final int MOST_QUEUED_BYTES = 64 * 1024;

  private static final int MOST_QUEUED_BYTES_OF_MANY = 16 * 1024;
  private static final int MANY_QUEUED_BYTES = 512 * 1024;
  private static final int MOST_QUEUED_BYTES_WHILE_TIGHT = 8 * 1024;

  /** Between the two GOAWAYs of a drain: requests that are on their way to us arrive meanwhile. */
  private static final long DRAIN_MILLIS = 500;

  private final CacheEngine engine;
  private final ListenerConfig config;
  private final PurgeSenders purgeSenders;
  private final BodyMemory memory;
  private final Http2Floods floods;
  private final GatheredFrames gathered;
  private final Http2Connection.PropertyKey streamKey;
  private final List<Http2ClientStream> dueHeads = new ArrayList<>();
  private final List<Http2ClientStream> unbegun = new ArrayList<>();
  private final long leastBytesPerPause;

  private @Nullable Parts parts;
  private @Nullable ClientOrigin origin;
  private boolean reading;
  private boolean flushScheduled;
  private boolean headLate;
  private boolean idleSince;
  private final int[] resetLately = new int[16];
  private int resets;
  private boolean draining;
  private boolean tableChanged;
  private boolean closing;
  private boolean held;
  private boolean stallWatched;
  private long unwrittenBytes;
  private int queuedBytes;

  Http2ClientConnection(
      CacheEngine engine,
      ListenerConfig config,
      PurgeSenders purgeSenders,
      BodyMemory memory,
      Http2Codec codec,
      GatheredFrames gathered) {
    super(codec.decoder(), codec.encoder(), codec.settings(), true, false);
    this.engine = engine;
    this.config = config;
    this.purgeSenders = purgeSenders;
    this.memory = memory;
    this.floods = codec.floods();
    this.gathered = gathered;
    this.streamKey = connection().newKey();
    this.leastBytesPerPause =
        Math.max(
            1, (long) config.limits().minBodyBytesPerSecond() * config.bodyTimeoutMillis() / 1000);
    gracefulShutdownTimeoutMillis(config.bodyTimeoutMillis());
    Events events = new Events();
    decoder().frameListener(events);
    connection().addListener(events);
    codec.writer().listener(this::taken);
  }

  /** What there is once it is in a pipeline. */
  private record Parts(ChannelHandlerContext ctx, Deadline idle, Deadline stall) {}

  private Parts parts() {
    if (parts == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return parts;
  }

  private ChannelHandlerContext ctx() {
    return parts().ctx();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    context.channel().attr(Served.KEY).set(this);
    EventExecutor loop = context.executor();
    parts =
        new Parts(
            context, new Deadline(loop, this::idleTooLong), new Deadline(loop, this::stalled));
    super.handlerAdded(context);
    widenWindow();
    parts().idle().in(config.headerTimeoutMillis());
    headLate = true;
    flushSoon();
  }

  private void widenWindow() throws Http2Exception {
    Http2Stream all = connection().connectionStream();
    int more = config.http2().connectionWindowBytes() - decoder().flowController().windowSize(all);
    if (more > 0) {
      decoder().flowController().incrementWindowSize(all, more);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    context.channel().attr(Served.KEY).set(null);
    super.handlerRemoved0(context);
  }

  // What its streams share.

  CacheEngine engine() {
    return engine;
  }

  ListenerConfig config() {
    return config;
  }

  BodyMemory memory() {
    return memory;
  }

  EventExecutor loop() {
    return ctx().executor();
  }

  ByteBufAllocator allocator() {
    return ctx().alloc();
  }

  ClientOrigin origin() {
    ClientOrigin known = origin;
    if (known == null) {
      known = ClientOrigin.of(ctx().channel());
      origin = known;
    }
    return known;
  }

  boolean mayPurge(HttpHeaders fields) {
    return purgeSenders.may(origin(), fields);
  }

  /** How much a client has to take within a pause when there is something to take. */
  long leastBytesPerPause() {
    return leastBytesPerPause;
  }

  /** How much of one answer may wait for its client just now. */
  int mostQueuedBytes() {
    if (memory.isTight()) {
      return MOST_QUEUED_BYTES_WHILE_TIGHT;
    }
    return queuedBytes < MANY_QUEUED_BYTES ? MOST_QUEUED_BYTES : MOST_QUEUED_BYTES_OF_MANY;
  }

  /** Whether there is room for one more interim response. */
  boolean takesInterim() {
    return ctx().channel().isWritable();
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (held) {
      // What was on its way through TLS, or is read with the end of the input.
      ReferenceCountUtil.release(message);
      return;
    }
    reading = true;
    super.channelRead(context, message);
  }

  /** Not Netty's way, which reads on where reading is off. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    beginThoseRead();
    reading = false;
    discardSomeReadBytes();
    flush(context);
    timeIdle();
  }

  /** A request begins when all that was read with it is known. */
  void beginLater(Http2ClientStream stream) {
    unbegun.add(stream);
  }

  private void beginThoseRead() {
    // What came with a flood is not asked for: soon nobody will be there to have it.
    for (int i = 0; i < unbegun.size() && !held; i++) {
      unbegun.get(i).begin();
    }
    unbegun.clear();
  }

  /** Heads are not under flow control: a client that takes none could make us write without end. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    context.channel().config().setAutoRead(!held && context.channel().isWritable());
    super.channelWritabilityChanged(context);
  }

  private void timeIdle() {
    if (held) {
      return;
    }
    boolean idleAgain = idleSince;
    idleSince = false;
    if (connection().numActiveStreams() > 0) {
      headLate = false;
      parts().idle().never();
      return;
    }
    if (idleAgain && !closing) {
      headLate = false;
      parts().idle().in(config.idleTimeoutMillis());
    }
    if (!headLate && internalBuffer().isReadable()) {
      headLate = true;
      parts().idle().in(config.headerTimeoutMillis());
    }
  }

  private final class Events extends Http2EventAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext context,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end) {
      headersRead(streamId, (ReceivedFields) headers, end);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext context, int streamId, ByteBuf data, int padding, boolean end) {
      Http2ClientStream stream = streamOf(connection().stream(streamId));
      return stream == null ? data.readableBytes() + padding : stream.data(data, padding, end);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
      tableChanged |= settings.headerTableSize() != null;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      streamClosed(stream);
    }
  }

  private @Nullable Http2ClientStream streamOf(Http2Stream stream) {
    return stream.getProperty(streamKey);
  }

  private void headersRead(int streamId, ReceivedFields section, boolean end) {
    Http2Stream stream = connection().stream(streamId);
    Http2ClientStream known = streamOf(stream);
    if (known != null) {
      trailersRead(known, section);
      return;
    }
    if (Http2RequestHead.fault(section) != null) {
      madeReset();
      reset(stream, Http2Error.PROTOCOL_ERROR);
      return;
    }
    Http2ClientStream request = new Http2ClientStream(this, stream);
    stream.setProperty(streamKey, request);
    request.request(section, end);
  }

  private void trailersRead(Http2ClientStream request, ReceivedFields section) {
    if (section.fault() != null || section.hasPseudoFields()) {
      madeReset();
      request.giveUp(Http2Error.PROTOCOL_ERROR);
    } else {
      request.trailers();
    }
  }

  private void streamClosed(Http2Stream stream) {
    Http2ClientStream request = streamOf(stream);
    if (request != null) {
      request.closed();
    }
    if (connection().numActiveStreams() > 0 || closing) {
      return;
    }
    if (draining) {
      closeWhenWritten();
    } else if (reading) {
      idleSince = true;
    } else {
      parts().idle().in(config.idleTimeoutMillis());
    }
  }

  /** So many bytes of a request's body have been taken: as many more may come. */
  void consumed(Http2Stream stream, int bytes) {
    try {
      if (decoder().flowController().consumeBytes(stream, bytes)) {
        flushSoon();
      }
    } catch (Http2Exception failed) {
      onError(ctx(), false, failed);
    }
  }

  // Writing.

  /** A stream has a head that is to be written before the next flush. */
  void headDue(Http2ClientStream stream) {
    dueHeads.add(stream);
    flushSoon();
  }

  void writeHead(Http2Stream stream, Http2Headers section, boolean end) {
    // A changed size of its table is told by the encoder in front of what it writes next, but
    // trailers wait for what is before them.
    tableChanged &= end && encoder().flowController().hasFlowControlled(stream);
    encoder().writeHeaders(ctx(), stream.id(), section, 0, end, ctx().newPromise());
    flushSoon();
  }

  /** Writes a piece of an answer's body, as soon as the client takes it. */
  void writeData(
      Http2ClientStream request, Http2Stream stream, ByteBuf piece, int bytes, boolean end) {
    ChannelPromise promise = ctx().newPromise();
    if (bytes > 0) {
      queuedBytes += bytes;
      promise.addListener(written -> unqueued(request, bytes, written.isSuccess()));
    }
    encoder().writeData(ctx(), stream.id(), piece, 0, end, promise);
    flushSoon();
  }

  /**
   * Whether so many bytes may go out on a stream now, past the queue that others may have to wait
   * in.
   */
  boolean maySendNow(Http2Stream stream, int bytes) {
    Http2RemoteFlowController flow = encoder().flowController();
    return !tableChanged
        && ctx().channel().isWritable()
        && !flow.hasFlowControlled(stream)
        && flow.windowSize(stream) >= bytes
        && flow.windowSize(connection().connectionStream()) >= bytes;
  }

  /** Where all frames of an answer are written to, so many bytes at most. */
  ByteBuf roomForFrames(int bytes) {
    return gathered.room(ctx(), bytes);
  }

  /**
   * All frames of an answer are written, of which so many bytes count for flow control. The stream
   * is ended by them.
   */
  void framesWritten(Http2Stream stream, int bytes) {
    flushSoon();
    floods.payload();
    try {
      if (bytes > 0) {
        Http2RemoteFlowController flow = encoder().flowController();
        flow.incrementWindowSize(stream, -bytes);
        flow.incrementWindowSize(connection().connectionStream(), -bytes);
      }
      stream.headersSent(false);
      closeStreamLocal(stream, ctx().newSucceededFuture());
    } catch (Http2Exception failed) {
      onError(ctx(), true, failed);
    }
  }

  private void unqueued(Http2ClientStream request, int bytes, boolean written) {
    queuedBytes -= bytes;
    request.unqueued(bytes, written);
  }

  private void taken(int streamId, int bytes) {
    floods.payload();
    Http2Stream stream = connection().stream(streamId);
    Http2ClientStream request = stream == null ? null : streamOf(stream);
    if (request != null) {
      request.taken(bytes);
    }
  }

  /** Ends a stream. What is queued on it goes out as far as it may, for nothing comes behind. */
  void reset(Http2Stream stream, Http2Error error) {
    try {
      encoder().flowController().writePendingBytes();
      resetLately[resets++ % resetLately.length] = stream.id();
      resetStream(ctx(), stream.id(), error.code(), ctx().newPromise());
      closeStream(stream, ctx().newSucceededFuture());
    } catch (Http2Exception failed) {
      onError(ctx(), true, failed);
    }
    flushSoon();
  }

  /** Whether what comes on a stream was on its way when we ended it: it is to be ignored. */
  private boolean isResetLately(int streamId) {
    for (int id : resetLately) {
      if (id == streamId) {
        return true;
      }
    }
    return false;
  }

  private void flushSoon() {
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      loop().execute(this::flushInTurn);
    }
  }

  private void flushInTurn() {
    flushScheduled = false;
    flush(ctx());
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (!dueHeads.isEmpty()) {
      List<Http2ClientStream> due = List.copyOf(dueHeads);
      dueHeads.clear();
      due.forEach(Http2ClientStream::writeDueHead);
    }
    super.flush(context);
    if (!stallWatched && unwritten() > 0) {
      stallWatched = true;
      unwrittenBytes = unwritten();
      parts().stall().in(config.bodyTimeoutMillis());
    }
  }

  private long unwritten() {
    ChannelOutboundBuffer buffer = ctx().channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  /** Whatever is written, the client has to take some of it within each pause. */
  private void stalled() {
    long before = unwrittenBytes;
    unwrittenBytes = unwritten();
    if (unwrittenBytes == 0) {
      stallWatched = false;
    } else if (before - unwrittenBytes >= leastBytesPerPause) {
      parts().stall().in(config.bodyTimeoutMillis());
    } else {
      breakOff();
    }
  }

  // The end.

  private void idleTooLong() {
    if (held) {
      breakOff();
    } else if (connection().numActiveStreams() == 0) {
      goAway(Http2Error.NO_ERROR);
      closeWhenWritten();
    }
  }

  private void goAway(Http2Error error) {
    int last = connection().remote().lastStreamCreated();
    goAway(ctx(), last, error.code(), Unpooled.EMPTY_BUFFER, ctx().newPromise());
  }

  private void closeWhenWritten() {
    closing = true;
    flush(ctx());
    ctx().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void drain() {
    if (held) {
      breakOff();
    }
    if (draining || closing) {
      return;
    }
    draining = true;
    goAway(
        ctx(),
        Integer.MAX_VALUE,
        Http2Error.NO_ERROR.code(),
        Unpooled.EMPTY_BUFFER,
        ctx().newPromise());
    flush(ctx());
    parts().idle().never();
    Deadline second = new Deadline(loop(), this::drainForGood);
    second.in(connection().numActiveStreams() == 0 ? 0 : DRAIN_MILLIS);
  }

  private void drainForGood() {
    if (closing) {
      return;
    }
    goAway(Http2Error.NO_ERROR);
    if (connection().numActiveStreams() == 0) {
      closeWhenWritten();
    } else {
      flush(ctx());
    }
  }

  @Override
  public void breakOff() {
    closing = true;
    ctx().close();
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext context, boolean outbound, Throwable cause, StreamException error) {
    if (!outbound && error.error() == Http2Error.STREAM_CLOSED && isResetLately(error.streamId())) {
      if (floods.controlFrame()) {
        tooMuch("too many frames of streams that are no more");
      }
      return;
    }
    if (outbound && isClosed(error.streamId())) {
      // What waited on a stream that its client has reset, and no reset is answered with one.
      return;
    }
    if (!outbound) {
      resetLately[resets++ % resetLately.length] = error.streamId();
      madeReset();
    }
    super.onStreamError(context, outbound, cause, error);
  }

  private boolean isClosed(int streamId) {
    Http2Stream stream = connection().stream(streamId);
    return stream == null || stream.state() == Http2Stream.State.CLOSED;
  }

  /** The client has made us reset a stream, which costs what a reset of its own does. */
  private void madeReset() {
    if (floods.reset()) {
      tooMuch("too many resets");
    }
  }

  private void tooMuch(String text) {
    if (!closing) {
      onError(ctx(), false, Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, text));
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (held) {
      return;
    }
    // Resets are routine.
    if (error == null && !(cause instanceof IOException)) {
      LOG.warn("a client's connection is closed because of an error of ours", cause);
    }
    closing = true;
    if (error != null && error.error() == Http2Error.ENHANCE_YOUR_CALM) {
      hold();
    } else {
      super.onConnectionError(context, outbound, cause, error);
    }
  }

  /**
   * A client that floods and is sent away comes again at once, and to accept it costs more than
   * what it sends: it is told to go, nothing more is read, and the connection is left to it for a
   * while.
   */
  private void hold() {
    held = true;
    ctx().channel().config().setAutoRead(false);
    // Past Netty, which closes as soon as it has written one.
    encoder()
        .frameWriter()
        .writeGoAway(
            ctx(),
            connection().remote().lastStreamCreated(),
            Http2Error.ENHANCE_YOUR_CALM.code(),
            Unpooled.EMPTY_BUFFER,
            ctx().newPromise());
    flush(ctx());
    internalBuffer().skipBytes(internalBuffer().readableBytes());
    // Later: it may be one of these streams that something is being read of.
    loop().execute(() -> connection().close(ctx().voidPromise()));
    parts().stall().never();
    parts().idle().in(config.http2().floodHoldMillis());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      // Without its side there is no flow control: nothing is left to be done for it.
      context.close();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    closing = true;
    parts().idle().cancel();
    parts().stall().cancel();
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (cause instanceof IOException) {
      // Resets are routine.
      breakOff();
    } else {
      super.exceptionCaught(context, cause);
    }
  }
}
