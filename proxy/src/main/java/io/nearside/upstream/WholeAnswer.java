package io.nearside.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A look at bytes in which a whole answer may be, as ordinary as can be: a head in the form that
 * can be read in one way only, and as much behind it as its {@code Content-Length} says. Whatever
 * else it is, is for the decoder. Only used on its connection's loop.
 */
final class WholeAnswer {
  /*
   * A server says the same lines in the same order again and again. So each line of the last head
   * is kept in its place, and where the same bytes come again there, what they say is known: no
   * line end is looked for, and nothing is checked, made or hashed anew. A line says the same
   * whatever stands around it, but for how many lengths there are, which is counted each time.
   */
  private static final int MOST_HEAD_BYTES = 8 * 1024;

  /** Most heads are within so many bytes; what is behind is mostly body. */
  private static final int USUAL_HEAD_BYTES = 1024;

  private static final int MOST_LINES = 64;
  private static final int MOST_KEPT_LINES = 16;
  private static final int MOST_KEPT_BYTES = 256;

  private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final int REASON_AT = VERSION.length + 4;

  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[MOST_HEAD_BYTES];
        }
      };

  private final HttpHeadersFactory factory;

  private byte[] statusLine = {};
  private @Nullable HttpResponseStatus status;

  /** Those of the head that is looked at, each in its place, and behind them of heads before. */
  private final @Nullable FieldLine[] lines = new FieldLine[MOST_LINES];

  /** Whether there are lines that are not kept. */
  private boolean passing;

  private int at;
  private int count;
  private long bodyLength;

  /**
   * None yet.
   *
   * @param factory makes room for the fields
   */
  WholeAnswer(HttpHeadersFactory factory) {
    this.factory = factory;
  }

  /**
   * Takes the head out of the buffer if there is a whole answer in it, and nothing else.
   *
   * @return null if there is not, and nothing was taken
   */
  @Nullable HttpResponse takeHead(ByteBuf in) {
    HttpResponse head = isWhole(in) ? head() : null;
    forgetPassing();
    if (head != null) {
      in.skipBytes(at);
    }
    return head;
  }

  private boolean isWhole(ByteBuf in) {
    int start = in.readerIndex();
    int most = Math.min(in.readableBytes(), MOST_HEAD_BYTES);
    int usual = Math.min(most, USUAL_HEAD_BYTES);
    byte[] bytes = SCRATCH.get();
    in.getBytes(start, bytes, 0, usual);
    if (!readStatusLine(bytes, usual)) {
      return false;
    }
    count = 0;
    bodyLength = -1;
    if (!readFields(bytes, usual)) {
      if (usual == most) {
        return false;
      }
      in.getBytes(start + usual, bytes, usual, most - usual);
      if (!readFields(bytes, most)) {
        return false;
      }
    }
    return bodyLength == in.readableBytes() - at;
  }

  private boolean readStatusLine(byte[] bytes, int end) {
    int known = statusLine.length;
    if (known == 0 || known > end || !Arrays.equals(statusLine, 0, known, bytes, 0, known)) {
      return readNewStatusLine(bytes, end);
    }
    at = known;
    return true;
  }

  private boolean readNewStatusLine(byte[] bytes, int end) {
    if (end < REASON_AT
        || !Arrays.equals(bytes, 0, VERSION.length, VERSION, 0, VERSION.length)
        || bytes[REASON_AT - 1] != ' ') {
      return false;
    }
    int code = code(bytes, VERSION.length);
    int lineEnd = FieldLine.textEnd(bytes, REASON_AT, end);
    if (!mayHaveBody(code)
        || !FieldLine.isLineEnd(bytes, lineEnd, end)
        || lineEnd + 2 > MOST_KEPT_BYTES) {
      return false;
    }
    at = lineEnd + 2;
    byte[] line = Arrays.copyOf(bytes, at);
    // Neither without the other, also where there is no memory for one of them.
    status = HttpResponseStatus.valueOf(code);
    statusLine = line;
    return true;
  }

  /** What three digits mean, or zero where they are none. */
  private static int code(byte[] bytes, int from) {
    int code = 0;
    for (int i = from; i < from + 3; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      code = 10 * code + digit;
    }
    return code;
  }

  /**
   * Whether a final response of this status has its body as its head says.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
   */
  private static boolean mayHaveBody(int code) {
    return code >= 200 && code < 600 && code != 204 && code != 304;
  }

  /** Goes on with the line that it stopped at, and says whether the empty one was reached. */
  private boolean readFields(byte[] bytes, int end) {
    while (at < end && bytes[at] != '\r') {
      FieldLine line = line(bytes, end);
      if (line == null) {
        return false;
      }
      if (line.saysLength()) {
        if (bodyLength >= 0) {
          return false;
        }
        bodyLength = line.bodyLength();
      }
      at += line.size();
      count++;
    }
    if (!FieldLine.isLineEnd(bytes, at, end)) {
      return false;
    }
    at += 2;
    return true;
  }

  private @Nullable FieldLine line(byte[] bytes, int end) {
    if (count == MOST_LINES) {
      return null;
    }
    FieldLine known = lines[count];
    if (known != null && known.isAt(bytes, at, end)) {
      return known;
    }
    FieldLine line = FieldLine.of(bytes, at, end);
    if (line != null) {
      lines[count] = line;
      passing |= count >= MOST_KEPT_LINES || line.size() > MOST_KEPT_BYTES;
    }
    return line;
  }

  private @Nullable HttpResponse head() {
    if (status == null) {
      return null;
    }
    HttpHeaders headers = factory.newHeaders();
    for (int i = 0; i < count; i++) {
      FieldLine line = lines[i];
      if (line != null) {
        line.addTo(headers, factory);
      }
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers);
  }

  private void forgetPassing() {
    if (!passing) {
      return;
    }
    passing = false;
    for (int i = 0; i < MOST_LINES; i++) {
      FieldLine line = lines[i];
      if (line != null && (i >= MOST_KEPT_LINES || line.size() > MOST_KEPT_BYTES)) {
        lines[i] = null;
      }
    }
  }
}
