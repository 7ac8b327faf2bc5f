package io.nearside.server;

/**
 * What clients that speak HTTP/2 may do.
 *
 * @param enabled whether HTTP/2 is spoken at all
 * @param maxStreams most requests of a connection under way at once
 * @param maxFieldSectionBytes largest field section as HTTP/2 counts it: 32 bytes more per line
 *     (https://www.rfc-editor.org/rfc/rfc9113#section-10.5.1)
 * @param streamWindowBytes how much of a request's body may come before the upstream takes it
 * @param connectionWindowBytes likewise of all requests of a connection
 * @param maxResets most streams that a client may reset, or make us reset, within a window of time
 * @param maxControlFrames most frames within a window of time that are neither requests nor bodies,
 *     beyond those that these bring with them
 * @param windowMillis that window of time
 * @param floodHoldMillis how long a connection that has flooded is left unread before it is closed
 * @param maxContinuations most small frames that one field section comes in
 * @param streamTimeoutMillis longest pause within a request or a response of gRPC
 */
public record Http2Config(
    boolean enabled,
    int maxStreams,
    int maxFieldSectionBytes,
    int streamWindowBytes,
    int connectionWindowBytes,
    int maxResets,
    int maxControlFrames,
    long windowMillis,
    long floodHoldMillis,
    int maxContinuations,
    long streamTimeoutMillis) {
  /** HTTP/2 is not spoken. */
  public static final Http2Config OFF =
      new Http2Config(false, 1, 8192, 65_535, 65_535, 1, 1, 1000, 0, 1, 1000);
}
