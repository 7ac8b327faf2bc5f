package io.nearside.wire;

import io.nearside.exchange.BodyMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/** How much is read at once: about as much as came lately, but little while memory is tight. */
@SuppressWarnings("deprecation") // Netty has no other interface for it than Handle
public final class ReadSizes implements MaxMessagesRecvByteBufAllocator {
  private static final int MOST_BYTES = 32 * 1024;
  private static final int TIGHT_BYTES = 4 * 1024;

  private final BodyMemory memory;
  private final AdaptiveRecvByteBufAllocator adaptive =
      new AdaptiveRecvByteBufAllocator(64, 2048, MOST_BYTES);

  public ReadSizes(BodyMemory memory) {
    this.memory = memory;
  }

  @Override
  public Handle newHandle() {
    return new Fitting(adaptive.newHandle());
  }

  @Override
  public int maxMessagesPerRead() {
    return adaptive.maxMessagesPerRead();
  }

  @Override
  public MaxMessagesRecvByteBufAllocator maxMessagesPerRead(int messages) {
    adaptive.maxMessagesPerRead(messages);
    return this;
  }

  private final class Fitting extends RecvByteBufAllocator.DelegatingHandle
      implements RecvByteBufAllocator.ExtendedHandle {
    Fitting(Handle handle) {
      super(handle);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public int guess() {
      int usual = super.guess();
      return usual > TIGHT_BYTES && memory.isTight() ? TIGHT_BYTES : usual;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return ((ExtendedHandle) delegate()).continueReading(maybeMore);
    }
  }
}
