package io.nearside.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What of a streamed answer its client has not taken yet. Of an answer that is in part stored much
 * is there at once, and a connection that is given all of it would copy it. Only used on the
 * client's loop.
 */
final class Untaken {
  private static final int PIECE_BYTES = 64 * 1024;

  private final ResponseSink sink;
  private final Queue<ByteBuf> pieces = new ArrayDeque<>();
  private @Nullable HttpHeaders trailers;

  Untaken(ResponseSink sink) {
    this.sink = sink;
  }

  /** The next piece, whose ownership passes on. */
  void add(ByteBuf piece) {
    pieces.add(piece);
  }

  /** Nothing more comes but these trailers. */
  void complete(HttpHeaders last) {
    trailers = last;
  }

  /** Gives the client as much as it takes, and behind the last piece the end. */
  void pump() {
    ByteBuf first;
    while ((first = pieces.peek()) != null && sink.isWritable()) {
      if (first.readableBytes() > PIECE_BYTES) {
        sink.body(first.readRetainedSlice(PIECE_BYTES));
      } else {
        pieces.remove();
        sink.body(first);
      }
    }
    HttpHeaders last = trailers;
    if (last != null && pieces.isEmpty()) {
      trailers = null;
      sink.end(last);
    }
  }

  /** The client gets none of it. */
  void drop() {
    pieces.forEach(ByteBuf::release);
    pieces.clear();
    trailers = null;
  }
}
