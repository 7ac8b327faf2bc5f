package io.nearside.server;

import io.nearside.exchange.Exchange;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The large body of an answer from the cache, written as the client takes it: the transport copies
 * what it is given, so only a little of it may wait in a connection.
 */
final class StoredBody implements Exchange {
  private static final int PIECE_BYTES = 64 * 1024;

  private final StoredResponse response;
  private final BooleanSupplier isWritable;
  private final Consumer<ByteBuf> out;
  private final Runnable written;
  private int writtenBytes;

  StoredBody(
      StoredResponse response,
      BooleanSupplier isWritable,
      Consumer<ByteBuf> out,
      Runnable written) {
    this.response = response;
    this.isWritable = isWritable;
    this.out = out;
    this.written = written;
  }

  @Override
  public void writable() {
    int left = response.bodyLength() - writtenBytes;
    while (left > 0 && isWritable.getAsBoolean()) {
      int size = Math.min(left, PIECE_BYTES);
      int from = response.bodyOffset() + writtenBytes;
      writtenBytes += size;
      left -= size;
      out.accept(Unpooled.wrappedBuffer(response.encoded(), from, size));
      if (left == 0) {
        written.run();
      }
    }
  }

  @Override
  public void requestBody(HttpContent piece) {
    // Requests with a body are not answered from the cache.
    piece.release();
  }

  @Override
  public void clientGone() {}
}
