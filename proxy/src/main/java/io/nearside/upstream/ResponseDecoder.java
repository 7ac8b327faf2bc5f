package io.nearside.upstream;

import io.nearside.wire.ChunkLines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of the upstream's responses, which knows to which request they are an answer. Bytes
 * that no request asked for end the connection: what they say could be taken for the next answer.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-9.2
 */
final class ResponseDecoder extends HttpResponseDecoder {
  /*
   * Netty puts some things right, or into words of its own, that can be read in more than one way.
   * They are looked for here: a status line in another form (before Netty sees it), the name of a
   * field of which only the first word would be taken (while Netty reads it), several lengths in
   * HTTP/1.0 and framing that does not count (when the head is complete, in what Netty asks about
   * it). Whitespace before a colon and folded lines are put right, as a proxy has to.
   */

  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_PIECE_BYTES = 64 * 1024;
  private static final int MAX_FIELDS = 256;

  private boolean answerAwaited;
  private boolean answersHead;
  private boolean anyByteRead;

  /** Whether nothing of a head was read yet. */
  private boolean atBeginning;

  private int fields;
  private int lengths;
  private boolean inHead;
  private boolean linesRead;
  private boolean malformedLine;
  private boolean mayOverrun;

  /** Whether the connection has ended within a session of TLS. */
  private boolean cut;

  /** Whether a chunked body is being read. */
  private boolean chunked;

  private final ChunkLines chunkLines = new ChunkLines();
  private final RepeatedNames names = new RepeatedNames();
  private final WholeAnswer whole = new WholeAnswer(headersFactory);
  private @Nullable ByteBuf decoding;
  private int decodingFrom;

  private final TrailersOfChunked trailers;

  ResponseDecoder() {
    this(new TrailersOfChunked());
  }

  private ResponseDecoder(TrailersOfChunked trailers) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setMaxChunkSize(MAX_PIECE_BYTES)
            .setTrailersFactory(trailers));
    this.trailers = trailers;
  }

  /** Room for the fields behind a body, which there are only behind a chunked one. */
  private static final class TrailersOfChunked implements HttpHeadersFactory {
    private boolean chunked;

    @Override
    public HttpHeaders newHeaders() {
      return chunked
          ? DefaultHttpHeadersFactory.trailersFactory().newHeaders()
          : EmptyHttpHeaders.INSTANCE;
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return newHeaders();
    }
  }

  /** A request is being sent: what comes now is its answer. */
  void answerAwaited(String method) {
    answerAwaited = true;
    answersHead = method.equals("HEAD");
    anyByteRead = false;
    atBeginning = true;
    fields = 0;
    lengths = 0;
    mayOverrun = false;
    chunked = false;
  }

  /** The answer is complete. */
  void answerComplete() {
    answerAwaited = false;
  }

  /** Whether a byte of the answer has come. */
  boolean anyByteRead() {
    return anyByteRead;
  }

  /** Whether more has come than the answer, or may still come. */
  boolean hasExcess() {
    return mayOverrun || actualReadableBytes() > 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    if (!answerAwaited) {
      ReferenceCountUtil.release(bytes);
      context.close();
      return;
    }
    anyByteRead = true;
    if (!(mayBeWhole() && bytes instanceof ByteBuf answer && isPassedOn(context, answer))) {
      super.channelRead(context, bytes);
    }
  }

  /**
   * Whether that was a whole answer: then the bytes are taken over, as they are where this fails.
   */
  private boolean isPassedOn(ChannelHandlerContext context, ByteBuf bytes) {
    HttpResponse head;
    LastHttpContent last;
    boolean sound = false;
    try {
      head = whole.takeHead(bytes);
      if (head == null) {
        sound = true;
        return false;
      }
      last = end(bytes);
      sound = true;
    } finally {
      if (!sound) {
        bytes.release();
      }
    }
    passOn(context, head, last);
    return true;
  }

  /** Whether what comes next is the begin of a response that has a body. */
  private boolean mayBeWhole() {
    return atBeginning && !answersHead && !malformedLine && actualReadableBytes() == 0;
  }

  /**
   * Tells of a whole answer as if it had been decoded. Netty's decoder has not seen it, and asks
   * for no more bytes when this was all that was read.
   */
  private void passOn(ChannelHandlerContext context, HttpResponse head, LastHttpContent last) {
    // All else is as it was when the answer was awaited, which the next one may be before the end.
    atBeginning = false;
    boolean told = false;
    try {
      context.fireChannelRead(head);
      told = true;
    } finally {
      if (!told) {
        last.release();
      }
    }
    context.fireChannelRead(last);
  }

  /** The end of a response with this body. */
  private static LastHttpContent end(ByteBuf body) {
    if (body.isReadable()) {
      return new DefaultLastHttpContent(body, EmptyHttpHeaders.INSTANCE);
    }
    body.release();
    return LastHttpContent.EMPTY_LAST_CONTENT;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (!answerAwaited) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    if (atBeginning) {
      switch (StatusLine.of(bytes)) {
        case UNFINISHED -> {
          return;
        }
        case MALFORMED -> {
          out.add(refused(bytes));
          return;
        }
        case WELL_FORMED -> atBeginning = false;
      }
    }
    decoding = bytes;
    decodingFrom = bytes.readerIndex();
    boolean inChunks = chunked;
    int from = decodingFrom;
    int before = out.size();
    super.decode(context, bytes, out);
    if (inChunks && !chunkLines.read(bytes, from, bytes.readerIndex())) {
      chunked = false;
      // What stands behind the line is nobody's.
      out.subList(before, out.size()).forEach(ReferenceCountUtil::release);
      out.subList(before, out.size()).clear();
      out.add(refusedBody());
    }
    checkLines();
    decoding = null;
    if (malformedLine && !out.isEmpty()) {
      refuseTrailers(out.get(out.size() - 1));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslCloseCompletionEvent closing && !closing.isSuccess()) {
      cut = true;
    }
    super.userEventTriggered(context, event);
  }

  /** The connection has ended: with it the body, unless the session of TLS has not. */
  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (cut) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    super.decodeLast(context, bytes, out);
  }

  private static void refuseTrailers(Object message) {
    if (message instanceof LastHttpContent last && last != LastHttpContent.EMPTY_LAST_CONTENT) {
      last.setDecoderResult(DecoderResult.failure(malformed()));
    }
  }

  private static LastHttpContent refusedBody() {
    LastHttpContent last = new DefaultLastHttpContent();
    last.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("not a chunk line")));
    return last;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a field line");
  }

  private HttpMessage refused(ByteBuf bytes) {
    bytes.skipBytes(bytes.readableBytes());
    HttpMessage message = createInvalidMessage();
    message.setDecoderResult(
        DecoderResult.failure(new IllegalArgumentException("not a status line")));
    return message;
  }

  /** With the reason of our own: the upstream's means nothing and may hold anything. */
  @Override
  protected HttpMessage createMessage(String[] line) {
    if (line[2].indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a CR in the status line");
    }
    if (decoding != null) {
      decodingFrom = decoding.readerIndex();
    }
    inHead = true;
    linesRead = true;
    return new DefaultHttpResponse(
        HttpVersion.valueOf(line[0]),
        HttpResponseStatus.valueOf(Integer.parseInt(line[1])),
        headersFactory);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++fields > MAX_FIELDS) {
      throw new IllegalArgumentException("too many fields");
    }
    linesRead = true;
    AsciiString name = names.name(fields - 1, line, start, length);
    if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
      throw new IllegalArgumentException("several lengths");
    }
    return name;
  }

  /** Looks through the lines that were read just now, as they came: Netty puts some right. */
  private void checkLines() {
    if (linesRead && decoding != null) {
      malformedLine |= FieldLines.anyMalformed(decoding, decodingFrom);
      linesRead = inHead;
      decodingFrom = decoding.readerIndex();
    }
  }

  /** Also where a head that is complete is judged: this is the first that Netty asks about it. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    HttpResponse head = (HttpResponse) message;
    inHead = false;
    checkLines();
    if (malformedLine) {
      throw malformed();
    }
    ResponseFraming.check(head);
    ResponseFraming.sayPlainly(head.headers());
    fields = 0;
    lengths = 0;
    mayOverrun = ResponseFraming.mayOverrun(head);
    // Behind a 101 there is no more HTTP.
    atBeginning =
        head.status().codeClass() == HttpStatusClass.INFORMATIONAL && head.status().code() != 101;
    boolean bodiless = answersHead || ResponseFraming.isBodiless(head);
    chunked = !bodiless && HttpUtil.isTransferEncodingChunked(head);
    trailers.chunked = chunked;
    chunkLines.begin();
    return bodiless;
  }

  /** Whatever it names: whether it was asked for is not the decoder's question. */
  @Override
  protected boolean isSwitchingToNonHttp1Protocol(HttpResponse head) {
    return head.status().code() == 101;
  }
}
