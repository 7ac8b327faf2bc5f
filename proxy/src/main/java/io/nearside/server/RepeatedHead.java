package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The head that a client sends with each of its requests: all of it but the target is the same as
 * it was, to the byte, when it was decoded and checked. Only used on its connection's loop.
 */
final class RepeatedHead {
  /*
   * What a head means depends on nothing but its bytes, the connection and the configuration, of
   * which neither changes. So where all bytes behind the target are those of a head that was found
   * sound, what they say is known, and of the target there is left to check that it is one: visible
   * ASCII between two spaces. What it means is decided anew for each request, as is everything that
   * depends on time or on what is stored. A head is learned when there was one before it, so that
   * a connection for one request costs nothing.
   */
  private static final int MOST_BYTES = 1024;
  private static final int MOST_TARGET_BYTES = 1024;

  /** A client whose heads differ each time is not worth learning from. */
  private static final int MOST_LEARNED_IN_VAIN = 16;

  private static final int GET = 0x47455420;
  private static final int METHOD_BYTES = 4;
  private static final int VERSION_BYTES = " HTTP/1.1\r\n".length();

  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[METHOD_BYTES + MOST_TARGET_BYTES + MOST_BYTES];
        }
      };

  private final int requestLineBytes;

  /** From the space behind the target to the empty line. */
  private byte @Nullable [] known;

  private @Nullable Predicate<String> answer;
  private byte @Nullable [] candidate;
  private boolean wanted;
  private int learnedInVain;

  /** None yet. */
  RepeatedHead(int requestLineBytes) {
    this.requestLineBytes = requestLineBytes;
  }

  /** Whether there is a head that could come again. */
  boolean isKnown() {
    return known != null;
  }

  /**
   * Takes the next head out of the buffer if it is the known one for any target, and was answered.
   */
  boolean answers(ByteBuf in) {
    byte[] rest = known;
    Predicate<String> answering = answer;
    if (rest == null || answering == null || in.readableBytes() <= METHOD_BYTES + rest.length) {
      return false;
    }
    int start = in.readerIndex();
    if (in.getInt(start) != GET) {
      return false;
    }
    byte[] bytes = SCRATCH.get();
    int end = Math.min(in.readableBytes(), bytes.length);
    in.getBytes(start, bytes, 0, end);
    int targetEnd = targetEnd(bytes, end);
    int headEnd = targetEnd + rest.length;
    if (headEnd > end
        || targetEnd + VERSION_BYTES - 2 > requestLineBytes
        || !Arrays.equals(bytes, targetEnd, headEnd, rest, 0, rest.length)) {
      return false;
    }
    int length = targetEnd - METHOD_BYTES;
    if (!answering.test(new String(bytes, METHOD_BYTES, length, StandardCharsets.ISO_8859_1))) {
      return false;
    }
    in.skipBytes(headEnd);
    learnedInVain = 0;
    return true;
  }

  /** Where visible ASCII ends. */
  private static int targetEnd(byte[] bytes, int end) {
    int at = METHOD_BYTES;
    while (at < end && bytes[at] > ' ' && bytes[at] != 0x7f) {
      at++;
    }
    return at;
  }

  /**
   * A head was found whole and is being decoded.
   *
   * @param fieldsStart where its field lines begin, counted from its own begin
   * @param length of all of it
   */
  void decoded(ByteBuf in, int fieldsStart, int length) {
    candidate = null;
    int from = fieldsStart - VERSION_BYTES;
    if (wanted && length - from <= MOST_BYTES && isOfOriginForm(in)) {
      byte[] bytes = new byte[length - from];
      in.getBytes(in.readerIndex() + from, bytes);
      candidate = bytes;
    }
  }

  /** Another form names a host that counts instead of the one in the fields. */
  private static boolean isOfOriginForm(ByteBuf in) {
    int start = in.readerIndex();
    return in.getInt(start) == GET && in.getByte(start + METHOD_BYTES) == '/';
  }

  /**
   * The head that was decoded last, one of HTTP/1.1, was found to be sound.
   *
   * @param model gives what answers its like for another target, if it can, or null where none can
   *     be answered so
   */
  void wasSound(Supplier<@Nullable Predicate<String>> model) {
    byte[] learned = candidate;
    candidate = null;
    if (learned == null) {
      wanted = learnedInVain < MOST_LEARNED_IN_VAIN;
      return;
    }
    wanted = false;
    learnedInVain++;
    answer = model.get();
    known = answer == null ? null : learned;
  }
}
