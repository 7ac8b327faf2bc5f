package io.nearside.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of requests to the upstream that differ in nothing but their targets, and their bytes.
 * Only used on the loop of the connection that the requests come from.
 */
public final class UpstreamFields {
  private final HttpHeaders headers;
  private final boolean conditional;
  private byte @Nullable [] lines;

  private UpstreamFields(HttpHeaders headers) {
    this.headers = headers;
    this.conditional =
        headers.contains(HttpHeaderNames.IF_NONE_MATCH)
            || headers.contains(HttpHeaderNames.IF_MODIFIED_SINCE)
            || headers.contains(HttpHeaderNames.RANGE)
            || headers.contains(HttpHeaderNames.IF_RANGE);
  }

  /** These, which nobody can change. */
  static UpstreamFields shared(HttpHeaders headers) {
    CharSequence[] pairs = new CharSequence[2 * headers.size()];
    int at = 0;
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = headers.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      pairs[at++] = line.getKey();
      pairs[at++] = line.getValue();
    }
    // What was checked when it came needs no check, and an empty value is one.
    return new UpstreamFields(new ReadOnlyHttpHeaders(false, pairs));
  }

  HttpHeaders headers() {
    return headers;
  }

  /** Whether they ask for less than the whole response. */
  boolean isConditional() {
    return conditional;
  }

  /** Writes their bytes as far as they are known: false when they are not. */
  public boolean writeTo(ByteBuf out) {
    byte[] known = lines;
    if (known == null) {
      return false;
    }
    out.writeBytes(known);
    return true;
  }

  /**
   * Keeps their bytes.
   *
   * @param from where they begin; they end where the buffer does
   */
  public void encoded(ByteBuf out, int from) {
    byte[] bytes = new byte[out.writerIndex() - from];
    out.getBytes(from, bytes);
    lines = bytes;
  }
}
