package io.nearside.soak;

import java.io.IOException;

/** A request's body: the bytes that belong to the path, framed in one of two ways. */
record Body(Resource resource, long length, boolean chunked, long pauseMillis) {
  private static final int PIECES = 8;

  static final Body NONE = new Body(null, -1, false, 0);

  static Body of(Resource resource, long length, boolean chunked) {
    return new Body(resource, length, chunked, 0);
  }

  /** The same by one who pauses between its pieces. */
  Body slowly(long millis) {
    return new Body(resource, length, chunked, millis);
  }

  String field() {
    if (length < 0) {
      return "";
    }
    return chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + length + "\r\n";
  }

  void write(Wire wire) throws IOException {
    if (length < 0) {
      return;
    }
    Filling filling = Filling.of(resource.path());
    long piece = length / PIECES + 1;
    for (long from = 0; from < length; from += piece) {
      long to = Math.min(length, from + piece);
      if (chunked) {
        wire.sendChunk(filling, from, to);
      } else {
        filling.write(wire.out(), from, to);
      }
      if (pauseMillis > 0) {
        BackendConnection.pause(pauseMillis);
      }
    }
    if (chunked) {
      wire.send("0\r\n\r\n");
    }
  }
}
