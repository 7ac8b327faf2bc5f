package io.nearside.exchange;

import io.nearside.caching.Reuse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * A response that streams to several clients and is collected for the stores as long as it fits.
 * Its head is read on any loop; the rest is used on the fetching one.
 */
final class SharedResponse {
  /** How far readers may lie behind when the response is not collected any more. */
  private static final long WINDOW_BYTES = 256 * 1024;

  private final CacheEngine engine;
  private final ProxyRequest request;
  private final Storable storable;
  private final int upstreamStatus;

  /** Where readers begin, while the body is collected. */
  private BodyPiece start = BodyPiece.start();

  private BodyPiece last = start;

  /** Counts in the budget as long as a reader may still hold it. */
  private final Collected collected;

  private long producedBytes;

  /**
   * A response whose body is about to come.
   *
   * @param upstreamStatus what the upstream answered: of a part that completes it another one
   */
  SharedResponse(CacheEngine engine, ProxyRequest request, Storable storable, int upstreamStatus) {
    this.engine = engine;
    this.request = request;
    this.storable = storable;
    this.upstreamStatus = upstreamStatus;
    this.collected = new Collected(engine.collectBudget(), request.route().maxObjectBytes());
  }

  int upstreamStatus() {
    return upstreamStatus;
  }

  Storable storable() {
    return storable;
  }

  ResponseHead head() {
    return storable.head();
  }

  /** Where a reader begins; only while the body is collected. */
  BodyPiece start() {
    return start;
  }

  /** Whether a request that selects this response may be answered with it. */
  boolean suits(ProxyRequest other) {
    Reuse reuse =
        Reuse.decide(storable.decision(), other.route(), other.received(), engine.nowMillis());
    return reuse == Reuse.FRESH;
  }

  // The body.

  /** Whether all of it so far is kept: on any thread. */
  boolean isCollecting() {
    return collected.isComplete();
  }

  /** Takes a piece of the body over. */
  void append(ByteBuf piece) {
    byte[] bytes = new byte[piece.readableBytes()];
    piece.readBytes(bytes);
    piece.release();
    producedBytes += bytes.length;
    last = last.append(bytes);
    String refusal = collected.add(bytes);
    if (refusal != null) {
      engine.listener().notStored(request, refusal);
      stopCollecting();
    }
  }

  /** The body is not kept: what everybody has read is free. */
  void stopCollecting() {
    collected.stop();
    // Whoever holds a piece holds all that follow it.
    start = BodyPiece.start();
  }

  /** Gives back the memory of what was collected once no reader holds it any more. */
  void settle(List<CachedExchange> readers) {
    long held = collected.length();
    if (!isCollecting() && held > 0 && slowest(readers) >= held) {
      collected.giveUp();
    }
  }

  private long slowest(List<CachedExchange> readers) {
    long slowest = producedBytes;
    for (CachedExchange reader : readers) {
      slowest = Math.min(slowest, reader.consumedBytes());
    }
    return slowest;
  }

  /** Whether more may be read from the upstream without those who lag costing memory. */
  boolean hasRoom(List<CachedExchange> readers) {
    return isCollecting() || producedBytes - slowest(readers) < WINDOW_BYTES;
  }

  /** Whether as much came as the head says. */
  boolean isOfTheLengthItSays() {
    long said = head().contentLength();
    return said < 0 || said == producedBytes;
  }

  /**
   * The body is complete: stores it and ends it.
   *
   * @param trailers for who asked; they are not stored
   * @return whether other sidecars can have it
   */
  boolean complete(HttpHeaders trailers) {
    boolean forOthers = false;
    if (isCollecting()) {
      try {
        forOthers = store();
      } catch (OutOfMemoryError noRoom) {
        // Those who read it are owed its end all the same.
        engine.listener().notStored(request, "no-memory");
      }
    }
    last = last.finish(trailers);
    return forOthers;
  }

  /** The body was cut short. */
  void cut() {
    last = last.cut();
  }

  private boolean store() {
    return storable.keep(storable.builder(collected.length()).body(collected.pieces()).build());
  }
}
