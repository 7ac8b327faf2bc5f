package io.nearside.server;

import io.nearside.server.UnreadableRequest.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * A look at the bytes of a request's head, or of a trailer section, before the decoder gets them:
 * whether they are all there, within the limits, and of the one form that has one meaning.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-2.2
 */
final class HeadScan {
  /*
   * The decoder takes tabs and bare CRs for spaces, several spaces for one, joins folded lines and
   * merges some repeated ones. Afterwards nobody can tell, so it is looked for here: control
   * characters eight bytes at a time, and only where there is one, what it is. Scanning resumes
   * where it stopped, however small the pieces are in which a head comes.
   */

  /** Some clients end a request with a line end too many; more than a few is no such mistake. */
  private static final int MAX_EMPTY_LINES = 4;

  private static final int VERSION_BYTES = 8;
  private static final long HTTP_1_1 = 0x485454502f312e31L;
  private static final long HTTP_1_0 = 0x485454502f312e30L;
  private static final int HTTP = 0x48545450;

  private static final long SPACES = 0x2020202020202020L;
  private static final long DELS = 0x7f7f7f7f7f7f7f7fL;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final ServerLimits limits;

  // All counted from where the head begins, for the buffer may move its bytes.
  private int at;
  private int lineStart;
  private int fieldsStart;
  private int lines;

  private int emptyLines;

  HeadScan(ServerLimits limits) {
    this.limits = limits;
  }

  /** A request's head follows. */
  void begin() {
    at = 0;
    lineStart = 0;
    fieldsStart = 0;
    lines = 0;
    emptyLines = 0;
  }

  /** A trailer section follows: field lines, as behind a request line. */
  void beginTrailers() {
    begin();
    lines = 1;
  }

  /** Where the field lines of what was found to be whole begin, counted from where it begins. */
  int fieldsStart() {
    return fieldsStart;
  }

  /** How many bytes there are in what was found to be whole. */
  int length() {
    return at;
  }

  /** How many field lines there are in what was found to be whole. */
  int fieldLines() {
    return lines - 1;
  }

  /**
   * Whether everything up to the empty line is there. Takes empty lines before a request line out
   * of the buffer, and nothing else.
   */
  boolean isWhole(ByteBuf in) throws UnreadableRequest {
    if (lines == 0 && at == 0 && !skipEmptyLines(in)) {
      return false;
    }
    int start = in.readerIndex();
    int end = in.readableBytes();
    while ((at = nextControl(in, start, at, end)) < end) {
      byte control = in.getByte(start + at);
      if (control == '\t' && lines > 0) {
        at++;
        continue;
      }
      if (control != '\r') {
        throw fault();
      }
      if (at + 1 == end) {
        break;
      }
      if (in.getByte(start + at + 1) != '\n') {
        throw fault();
      }
      int lineEnd = at;
      at += 2;
      if (lineEnd == lineStart) {
        checkFieldBytes(at);
        return true;
      }
      line(in, start, lineEnd);
      lineStart = at;
    }
    checkLimits(end);
    return false;
  }

  private UnreadableRequest fault() {
    return new UnreadableRequest(lines == 0 ? Fault.REQUEST_LINE : Fault.FIELD_LINE);
  }

  /** Whether the first byte of a request line is there. */
  private boolean skipEmptyLines(ByteBuf in) throws UnreadableRequest {
    while (in.isReadable()) {
      byte first = in.getByte(in.readerIndex());
      if (first != '\r') {
        if (first <= ' ') {
          throw new UnreadableRequest(Fault.REQUEST_LINE);
        }
        return true;
      }
      if (in.readableBytes() < 2) {
        return false;
      }
      if (in.getByte(in.readerIndex() + 1) != '\n' || ++emptyLines > MAX_EMPTY_LINES) {
        throw new UnreadableRequest(Fault.REQUEST_LINE);
      }
      in.skipBytes(2);
    }
    return false;
  }

  private void line(ByteBuf in, int start, int lineEnd) throws UnreadableRequest {
    if (lines++ == 0) {
      requestLine(in, start, lineEnd);
      fieldsStart = at;
      return;
    }
    byte first = in.getByte(start + lineStart);
    if (first == ' ' || first == '\t') {
      throw new UnreadableRequest(Fault.FIELD_LINE);
    }
    checkFieldBytes(at);
    if (fieldLines() > limits.fieldCount()) {
      throw new UnreadableRequest(Fault.MANY_FIELDS);
    }
  }

  /** {@code method SP target SP HTTP/1.x}, each once; what is in them is looked at later. */
  private void requestLine(ByteBuf in, int start, int length) throws UnreadableRequest {
    if (length > limits.requestLineBytes()) {
      throw new UnreadableRequest(Fault.LONG_LINE);
    }
    int methodEnd = in.indexOf(start, start + length, (byte) ' ');
    int targetEnd = start + length - VERSION_BYTES - 1;
    if (methodEnd < 0 || targetEnd <= methodEnd + 1) {
      throw new UnreadableRequest(Fault.REQUEST_LINE);
    }
    if (in.indexOf(methodEnd + 1, start + length, (byte) ' ') != targetEnd) {
      throw new UnreadableRequest(Fault.REQUEST_LINE);
    }
    long version = in.getLong(targetEnd + 1);
    if (version != HTTP_1_1 && version != HTTP_1_0) {
      throw new UnreadableRequest(isVersion(version) ? Fault.VERSION : Fault.REQUEST_LINE);
    }
  }

  private static boolean isVersion(long text) {
    return (text >>> 32) == HTTP
        && ((text >>> 24) & 0xff) == '/'
        && isDigit(text >>> 16)
        && ((text >>> 8) & 0xff) == '.'
        && isDigit(text);
  }

  private static boolean isDigit(long text) {
    long c = text & 0xff;
    return c >= '0' && c <= '9';
  }

  /** Of a head that is not whole yet: it need not come to its end to be too large. */
  private void checkLimits(int end) throws UnreadableRequest {
    if (lines == 0) {
      // One more for the CR whose LF is not there yet.
      if (end - 1 > limits.requestLineBytes()) {
        throw new UnreadableRequest(Fault.LONG_LINE);
      }
    } else {
      checkFieldBytes(end);
    }
  }

  private void checkFieldBytes(int end) throws UnreadableRequest {
    if (end - fieldsStart > limits.headBytes()) {
      throw new UnreadableRequest(Fault.LARGE_FIELDS);
    }
  }

  /** Where the next control character is, or the end. */
  private static int nextControl(ByteBuf in, int start, int from, int end) {
    int i = from;
    for (; i <= end - Long.BYTES; i += Long.BYTES) {
      long found = controls(in.getLongLE(start + i));
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < end; i++) {
      byte b = in.getByte(start + i);
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return i;
      }
    }
    return end;
  }

  /** The lowest bit that is set belongs to the first byte below 0x20 or equal to 0x7f. */
  private static long controls(long bytes) {
    long low = (bytes - SPACES) & ~bytes;
    long others = bytes ^ DELS;
    long del = (others - ONES) & ~others;
    return (low | del) & HIGH_BITS;
  }

  /** Whether there is more than line ends, which begin nothing. */
  static boolean beginsSomething(ByteBuf bytes) {
    return bytes.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0;
  }
}
