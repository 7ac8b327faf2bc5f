package io.nearside.soak;

import java.io.IOException;

/** What the backend does wrong; the path's second segment names it. */
final class BackendFault {
  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** What may go wrong, and what a client sees of it. */
  enum Kind {
    /** The connection is reset before an answer. */
    RESET(502),
    /** It is closed before an answer. */
    CLOSE(502),
    /** It is closed within the head. */
    HALF_A_HEAD(502),
    /** What comes is no HTTP. */
    GARBAGE(502),
    /** A body is shorter than its Content-Length. */
    SHORT(200),
    /** The last chunk is missing. */
    NO_LAST_CHUNK(200),
    /** A chunk has no size. */
    BAD_CHUNK(200),
    /** Reset within a body. */
    RESET_IN_BODY(200),
    /** No answer for a long time. */
    STALL(504),
    /** A body that does not go on. */
    STALL_IN_BODY(200),
    /** A whole answer before the request's body has been read. */
    EARLY(413);

    /** The status that begins the answer; with 200 the body is cut. */
    final int status;

    Kind(int status) {
      this.status = status;
    }
  }

  private final Wire wire;
  private final Resource resource;

  BackendFault(Wire wire, Resource resource) {
    this.wire = wire;
    this.resource = resource;
  }

  /** Returns false: no connection goes on. */
  boolean happens(Head head) throws IOException {
    Kind kind = Kind.valueOf(resource.segment(2));
    if (kind == Kind.EARLY) {
      wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 6\r\n\r\nenough");
    }
    wire.readRequestBody(head, Wire.Taker.NONE);
    Filling filling = resource.filling(0);
    switch (kind) {
      case RESET -> wire.reset();
      case CLOSE, EARLY -> {}
      case HALF_A_HEAD -> wire.send("HTTP/1.1 200 OK\r\nContent-Len");
      case GARBAGE -> wire.send("\u0000\u0001 no HTTP at all\r\n\r\n");
      case SHORT -> {
        wire.send(LENGTH);
        filling.write(wire.out(), 0, 50_000);
      }
      case NO_LAST_CHUNK -> {
        wire.send(CHUNKED);
        wire.sendChunk(filling, 0, 50_000);
      }
      case BAD_CHUNK -> {
        wire.send(CHUNKED);
        wire.sendChunk(filling, 0, 50_000);
        wire.send("xyz\r\n");
      }
      case RESET_IN_BODY -> {
        wire.send(LENGTH);
        filling.write(wire.out(), 0, 50_000);
        BackendConnection.pause(100);
        wire.reset();
      }
      case STALL -> wire.isAtEnd();
      case STALL_IN_BODY -> {
        wire.send(LENGTH);
        filling.write(wire.out(), 0, 50_000);
        wire.isAtEnd();
      }
    }
    return false;
  }
}
