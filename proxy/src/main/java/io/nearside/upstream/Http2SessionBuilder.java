package io.nearside.upstream;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** How a session is set up: what it allows the upstream, with Netty's guards on. */
final class Http2SessionBuilder
    extends AbstractHttp2ConnectionHandlerBuilder<Http2Session, Http2SessionBuilder> {
  /** What the upstream may send of one response before we have taken it. */
  static final int WINDOW_BYTES = 128 * 1024;

  /** Likewise while memory is short. */
  static final int TIGHT_WINDOW_BYTES = 16 * 1024;

  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final float UPDATE_AT = 0.5f;
  private static final long CLOSE_WITHIN_MILLIS = 5_000;

  private final ConnectionPool pool;
  private final Connecting connecting;

  Http2SessionBuilder(ConnectionPool pool, Connecting connecting) {
    this.pool = pool;
    this.connecting = connecting;
  }

  @Override
  protected Http2Session build() {
    DefaultHttp2Connection connection = new DefaultHttp2Connection(false);
    // One response that waits for its client must not hold up the others: only streams have
    // windows.
    connection
        .local()
        .flowController(new DefaultHttp2LocalFlowController(connection, UPDATE_AT, true));
    int window = pool.memory().isTight() ? TIGHT_WINDOW_BYTES : WINDOW_BYTES;
    initialSettings(
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .initialWindowSize(window)
            .maxHeaderListSize(MAX_HEAD_BYTES));
    connection(connection);
    gracefulShutdownTimeoutMillis(CLOSE_WITHIN_MILLIS);
    headerSensitivityDetector((name, value) -> Http2RequestHead.isSensitive(name));
    return super.build();
  }

  @Override
  protected Http2Session build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    Http2Session session = new Http2Session(pool, connecting, decoder, encoder, settings);
    frameListener(session.frames());
    return session;
  }
}
