package io.nearside.store;

import io.nearside.caching.PartialContent;
import io.nearside.http.ByteRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one body of what is stored of a representation and a part that was fetched of it.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.7.3
 */
public final class Combining {
  private Combining() {}

  /**
   * The parts together, for {@link StoredResponse.Builder#combined}.
   *
   * @param completeLength how many bytes the representation has
   * @param parts which of them are there
   * @param body these, in order, in pieces that share their arrays with what they came from
   */
  public record Combined(long completeLength, List<ByteRange> parts, List<ByteBuffer> body) {}

  /**
   * What is there when a part is added. Where both have a byte the added one is taken.
   *
   * @param maxBytes how large the body may become
   * @return null when the part is not one of this representation, when its bytes are not as many as
   *     it says, and when the result would be too large or have too many parts
   */
  public static @Nullable Combined combine(
      StoredResponse old, ByteRange added, byte[] bytes, long maxBytes) {
    if (added.length() != bytes.length || added.last() >= old.completeLength()) {
      return null;
    }
    List<ByteRange> parts = PartialContent.with(old.parts(), added);
    if (parts == null || PartialContent.length(parts) > maxBytes) {
      return null;
    }
    List<ByteBuffer> body = new ArrayList<>();
    for (ByteRange part : old.parts()) {
      addPiece(body, old, part.first(), Math.min(part.last(), added.first() - 1));
    }
    body.add(ByteBuffer.wrap(bytes));
    for (ByteRange part : old.parts()) {
      addPiece(body, old, Math.max(part.first(), added.last() + 1), part.last());
    }
    return new Combined(old.completeLength(), parts, List.copyOf(body));
  }

  private static void addPiece(List<ByteBuffer> body, StoredResponse old, long first, long last) {
    if (first <= last) {
      body.add(old.bytesOf(new ByteRange(first, last)));
    }
  }
}
