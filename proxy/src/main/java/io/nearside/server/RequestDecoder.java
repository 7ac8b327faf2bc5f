package io.nearside.server;

import io.nearside.server.UnreadableRequest.Fault;
import io.nearside.wire.ChunkLines;
import io.nearside.wire.EpollHalfClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of requests. It decodes a head when all of it is there and {@link HeadScan} found
 * nothing in it that is read in more than one way. What cannot be read comes out as a request, or
 * as the last piece of a body, whose {@code decoderResult()} is a failure; nothing comes after it.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /**
   * Told when the input has ended behind bytes that are not decoded: the end itself comes later.
   */
  static final Object END_IS_HELD = new Object();

  private static final int MOST_HELD_BYTES = 64 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;

  /** What a chunk may cost beside its data, however small it is. */
  private static final int CHUNK_LINE_BYTES = 16;

  private enum Part {
    HEAD,
    BODY,
    CHUNKS,
    TRAILERS,
    /** There was something that cannot be read: of all that follows nobody knows what it is. */
    UNREADABLE
  }

  private final ServerLimits limits;
  private final HeadScan scan;
  private final RepeatedHead repeated;
  private boolean decoding;
  private Part part = Part.HEAD;
  private int chunkExcessBytes;
  private long swallowedBytes;
  private final ChunkLines chunkLines = new ChunkLines();

  private @Nullable ChannelHandlerContext ctx;
  private boolean paused;
  private @Nullable Object heldEnd;

  RequestDecoder(ServerLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headBytes())
            .setMaxChunkSize(MAX_PIECE_BYTES));
    this.limits = limits;
    this.scan = new HeadScan(limits);
    this.repeated = new RepeatedHead(limits.requestLineBytes());
  }

  /** What it knows of heads that come again and again. */
  RepeatedHead repeated() {
    return repeated;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    ctx = context;
    super.handlerAdded(context);
  }

  // What follows a request.

  /** Whether bytes came that have not become a message yet. */
  boolean hasPartialMessage() {
    return HeadScan.beginsSomething(internalBuffer());
  }

  /** Whether there is anything that was read but not decoded. */
  boolean hasUnread() {
    return internalBuffer().isReadable();
  }

  /** Whether so much was read and not decoded that no more should be. */
  boolean holdsMuch() {
    return internalBuffer().readableBytes() > MOST_HELD_BYTES;
  }

  /**
   * Decodes no further than to the end of the request under way. What comes then is kept, without a
   * bound: who pauses stops reading when it {@link #holdsMuch()}. Taken out of the pipeline, the
   * decoder hands it on as it is.
   */
  void pause() {
    paused = true;
  }

  boolean isPaused() {
    return paused;
  }

  /** Goes on decoding, soon: not before what is being handed on has been. */
  void resume() {
    paused = false;
    ChannelHandlerContext context = ctx;
    if (context != null) {
      context.executor().execute(() -> decodeUnread(context));
    }
  }

  private void decodeUnread(ChannelHandlerContext context) {
    if (paused || context.isRemoved()) {
      return;
    }
    try {
      if (hasUnread()) {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
      }
      Object end = heldEnd;
      if (end != null && !paused && !context.isRemoved()) {
        heldEnd = null;
        super.userEventTriggered(context, end);
      }
    } catch (Exception failed) {
      context.fireExceptionCaught(failed);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (paused) {
      // Not what the superclass does, which reads on until there is a message.
      discardSomeReadBytes();
      context.fireChannelReadComplete();
    } else {
      super.channelReadComplete(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (paused && event instanceof ChannelInputShutdownEvent && hasUnread()) {
      // The end is behind what was not decoded, which the superclass would throw away.
      EpollHalfClose.keepRegistered(context.channel());
      heldEnd = event;
      context.fireUserEventTriggered(END_IS_HELD);
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    super.handlerRemoved0(context);
    Object end = heldEnd;
    if (end != null) {
      heldEnd = null;
      context.fireUserEventTriggered(end);
    }
  }

  // Decoding.

  /** Fast path: a head whose like was decoded before is not decoded. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    boolean fresh = part == Part.HEAD && !paused && !decoding && repeated.isKnown();
    if (fresh && message instanceof ByteBuf bytes && !hasUnread() && isAnswered(bytes)) {
      return;
    }
    boolean before = decoding;
    decoding = true;
    try {
      super.channelRead(context, message);
    } finally {
      decoding = before;
    }
  }

  /** Whether that was all: then the bytes are released. */
  private boolean isAnswered(ByteBuf bytes) {
    boolean rest = false;
    try {
      while (repeated.answers(bytes)) {
        scan.begin();
      }
      rest = bytes.isReadable();
    } finally {
      if (!rest) {
        bytes.release();
      }
    }
    return !rest;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    try {
      switch (part) {
        case HEAD -> head(context, in, out);
        case BODY -> body(context, in, out);
        case CHUNKS -> chunks(context, in, out);
        case TRAILERS -> trailers(context, in, out);
        case UNREADABLE -> swallow(in);
      }
    } catch (UnreadableRequest fault) {
      unreadable(in, out, fault);
    }
  }

  private void head(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    if (paused || !scan.isWhole(in)) {
      return;
    }
    int fieldLines = scan.fieldLines();
    repeated.decoded(in, scan.fieldsStart(), scan.length());
    scan.begin();
    int first = out.size();
    super.decode(context, in, out);
    HttpRequest request = (HttpRequest) out.get(first);
    if (request.decoderResult().isFailure()) {
      part = Part.UNREADABLE;
    } else if (request.headers().size() != fieldLines) {
      // Several lines became one, as those of Content-Length do in HTTP/1.0.
      ambiguous(request, in, out);
    } else if (out.size() == first + 1) {
      bodyBegins(request, in, out);
    }
  }

  private void bodyBegins(HttpRequest request, ByteBuf in, List<Object> out) {
    HttpHeaders headers = request.headers();
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      part = Part.CHUNKS;
      chunkExcessBytes = 0;
      chunkLines.begin();
    } else if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      part = Part.BODY;
    } else {
      // A handshake of the first WebSocket drafts: a body that nothing but its fields' names tells.
      ambiguous(request, in, out);
    }
  }

  private void ambiguous(HttpRequest request, ByteBuf in, List<Object> out) {
    request.setDecoderResult(DecoderResult.failure(new UnreadableRequest(Fault.FRAMING)));
    if (out.get(out.size() - 1) instanceof LastHttpContent) {
      out.remove(out.size() - 1);
    }
    part = Part.UNREADABLE;
    in.skipBytes(in.readableBytes());
  }

  private void body(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
    super.decode(context, in, out);
    if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
      part = Part.HEAD;
    }
  }

  private void chunks(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    int from = in.readerIndex();
    int before = out.size();
    super.decode(context, in, out);
    int data = 0;
    if (out.size() > before) {
      HttpContent piece = (HttpContent) out.get(before);
      if (out.get(out.size() - 1) instanceof LastHttpContent) {
        part = Part.UNREADABLE;
        return;
      }
      data = piece.content().readableBytes();
    }
    int rest = in.readerIndex() - from - data;
    int granted = data == 0 ? 0 : data + CHUNK_LINE_BYTES;
    chunkExcessBytes = Math.max(0, chunkExcessBytes + rest - granted);
    if (chunkExcessBytes > limits.headBytes()) {
      throw new UnreadableRequest(Fault.CHUNK_EXTENSIONS);
    }
    if (!chunkLines.read(in, from, in.readerIndex())) {
      // What stands behind the line is nobody's.
      out.subList(before, out.size()).forEach(ReferenceCountUtil::release);
      out.subList(before, out.size()).clear();
      throw new UnreadableRequest(Fault.CHUNK_LINE);
    }
    if (chunkLines.isLastRead()) {
      part = Part.TRAILERS;
      scan.beginTrailers();
    }
  }

  private void trailers(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (!scan.isWhole(in)) {
      return;
    }
    scan.begin();
    super.decode(context, in, out);
    HttpContent last = (HttpContent) out.get(out.size() - 1);
    part = last.decoderResult().isFailure() ? Part.UNREADABLE : Part.HEAD;
  }

  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    super.decodeLast(context, in, out);
    if (part == Part.HEAD && !paused && HeadScan.beginsSomething(in)) {
      unreadable(in, out, new UnreadableRequest(Fault.ENDED_EARLY));
    }
  }

  private void swallow(ByteBuf in) {
    swallowedBytes += in.readableBytes();
    in.skipBytes(in.readableBytes());
  }

  /** How much came behind what could not be read. */
  long swallowedBytes() {
    return swallowedBytes;
  }

  private void unreadable(ByteBuf in, List<Object> out, UnreadableRequest fault) {
    DecoderResult failure = DecoderResult.failure(fault);
    if (part == Part.HEAD) {
      // Whoever asks for a head gets one without a body, also where it is a refusal.
      HttpMethod method = asksForHead(in) ? HttpMethod.HEAD : HttpMethod.GET;
      HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/unreadable");
      request.setDecoderResult(failure);
      out.add(request);
    } else {
      HttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      end.setDecoderResult(failure);
      out.add(end);
    }
    part = Part.UNREADABLE;
    in.skipBytes(in.readableBytes());
  }

  private static boolean asksForHead(ByteBuf in) {
    int start = in.readerIndex();
    return in.readableBytes() > 4 && in.getInt(start) == 0x48454144 && in.getByte(start + 4) == ' ';
  }
}
