package io.nearside.server;

import io.nearside.caching.Delivery;
import io.nearside.http.ByteRange;
import io.nearside.server.WireAnswer.Connection;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writer of answers from the cache to one client. */
final class StoredAnswer {
  private final ByteBufAllocator allocator;
  private final Output output;
  private final Runnable written;

  /**
   * A writer.
   *
   * @param written runs when the last of an answer is written that was not complete at once
   */
  StoredAnswer(ByteBufAllocator allocator, Output output, Runnable written) {
    this.allocator = allocator;
    this.output = output;
    this.written = written;
  }

  /**
   * Writes the head, and the content if it is small.
   *
   * @return the content that is still to be written, or null when the answer is complete
   */
  @Nullable StoredBody begin(
      StoredResponse response,
      Delivery delivery,
      long ageSeconds,
      String cacheStatus,
      Connection connection,
      boolean headRequest) {
    if (delivery instanceof Delivery.Whole) {
      return whole(response, ageSeconds, cacheStatus, connection, !headRequest);
    }
    if (delivery instanceof Delivery.Parts parts && !headRequest) {
      return parts(response, parts.ranges(), ageSeconds, cacheStatus, connection);
    }
    if (delivery instanceof Delivery.NotModified) {
      output.write(
          WireAnswer.notModified(allocator, response, ageSeconds, cacheStatus, connection));
      return null;
    }
    if (delivery instanceof Delivery.Unsatisfiable) {
      output.write(WireAnswer.unsatisfiable(allocator, response, cacheStatus, connection));
      return null;
    }
    // A Range means nothing for a HEAD.
    return whole(response, ageSeconds, cacheStatus, connection, false);
  }

  /** Writes all of a small answer, which is a hit with this much freshness left. */
  void small(
      StoredResponse response,
      long ageSeconds,
      long ttlSeconds,
      Connection connection,
      boolean headRequest) {
    output.write(
        WireAnswer.hit(allocator, response, ageSeconds, ttlSeconds, connection, !headRequest));
  }

  private @Nullable StoredBody whole(
      StoredResponse response,
      long ageSeconds,
      String cacheStatus,
      Connection connection,
      boolean withBody) {
    if (response.isPartial()) {
      throw new IllegalStateException("only parts are there: " + response);
    }
    output.write(WireAnswer.of(allocator, response, ageSeconds, cacheStatus, connection, withBody));
    if (!withBody || WireAnswer.isCopied(response.bodyLength())) {
      return null;
    }
    return rest(
        List.of(new Slice(response.encoded(), response.bodyOffset(), response.bodyLength())));
  }

  private @Nullable StoredBody parts(
      StoredResponse response,
      List<ByteRange> ranges,
      long ageSeconds,
      String cacheStatus,
      Connection connection) {
    PartialBody content = PartialBody.of(response, ranges);
    output.write(
        WireAnswer.partial(allocator, response, content, ageSeconds, cacheStatus, connection));
    return WireAnswer.isCopied(content.length()) ? null : rest(content.slices());
  }

  private StoredBody rest(List<Slice> slices) {
    return new StoredBody(slices, output::isWritable, output::isTight, output::writeBody, written);
  }
}
