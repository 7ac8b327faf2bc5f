package io.nearside.config;

import io.nearside.server.Http2Config;

/** Reads what clients that speak HTTP/2 may do. */
final class Http2Reader {
  private Http2Reader() {}

  static Http2Config read(Section listener) {
    return new Http2Config(false);
  }
}
