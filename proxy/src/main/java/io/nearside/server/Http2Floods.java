package io.nearside.server;

/** Stub. */
final class Http2Floods {
  void madeReset() {}

  void payload() {}
}
