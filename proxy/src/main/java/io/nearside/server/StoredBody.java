package io.nearside.server;

import io.nearside.exchange.Exchange;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The large body of an answer from the cache, written as the client takes it: the transport copies
 * what it is given, so only a little of it may wait in a connection.
 */
final class StoredBody implements Exchange {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int SMALL_PIECE_BYTES = 8 * 1024;

  private final List<Slice> slices;
  private final BooleanSupplier isWritable;
  private final BooleanSupplier isTight;
  private final Consumer<ByteBuf> out;
  private final Runnable written;
  private int slice;
  private int writtenOfSlice;

  /**
   * A body.
   *
   * @param slices its parts, of which none is empty
   * @param isTight whether memory is: then pieces are smaller
   * @param written runs once when all of it is
   */
  StoredBody(
      List<Slice> slices,
      BooleanSupplier isWritable,
      BooleanSupplier isTight,
      Consumer<ByteBuf> out,
      Runnable written) {
    this.slices = slices;
    this.isWritable = isWritable;
    this.isTight = isTight;
    this.out = out;
    this.written = written;
  }

  @Override
  public void writable() {
    while (slice < slices.size() && isWritable.getAsBoolean()) {
      out.accept(nextPiece());
      if (slice == slices.size()) {
        written.run();
      }
    }
  }

  private int pieceBytes() {
    return isTight.getAsBoolean() ? SMALL_PIECE_BYTES : PIECE_BYTES;
  }

  private ByteBuf nextPiece() {
    Slice current = slices.get(slice);
    int from = writtenOfSlice;
    int size = Math.min(current.length() - from, pieceBytes());
    writtenOfSlice += size;
    if (writtenOfSlice == current.length()) {
      slice++;
      writtenOfSlice = 0;
    }
    return current.piece(from, size);
  }

  @Override
  public void requestBody(HttpContent piece) {
    // Requests with a body are not answered from the cache.
    piece.release();
  }

  @Override
  public void clientGone() {}
}
