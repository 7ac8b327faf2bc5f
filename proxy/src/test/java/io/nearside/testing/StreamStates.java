package io.nearside.testing;

import static io.nearside.testing.ServerFrames.must;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server may send on which stream, and how much: RFC 9113, sections 5.1 and 5.2. Safe on all
 * threads.
 */
final class StreamStates {
  private static final class Stream {
    long window;
    boolean forHead;
    boolean headSeen;
    boolean ended;
    boolean resetByServer;
    boolean resetByUs;
    long bodyBytes;
    long contentLength = -1;
  }

  private final Map<Integer, Stream> streams = new HashMap<>();
  private long connectionWindow = ServerFrames.INITIAL_WINDOW;
  private long initialWindow = ServerFrames.INITIAL_WINDOW;
  private int settingsInFlight;

  /** We open a stream. */
  synchronized void opened(int streamId, boolean forHead) {
    Stream stream = streams.get(streamId);
    if (stream == null) {
      stream = new Stream();
      stream.window = initialWindow;
      streams.put(streamId, stream);
    }
    stream.forHead |= forHead;
  }

  synchronized void resetByUs(int streamId) {
    Stream stream = streams.get(streamId);
    if (stream != null) {
      stream.resetByUs = true;
    }
  }

  /** We let the server send more. */
  synchronized void credited(int streamId, long increment) {
    if (streamId == 0) {
      connectionWindow += increment;
    } else if (streams.containsKey(streamId)) {
      streams.get(streamId).window += increment;
    }
  }

  /** We send SETTINGS; a window must be set before there are streams. */
  synchronized void settingsSent() {
    settingsInFlight++;
  }

  synchronized void initialWindow(long window) {
    for (Stream stream : streams.values()) {
      stream.window += window - initialWindow;
    }
    initialWindow = window;
  }

  synchronized void settingsAcked() throws IOException {
    must(settingsInFlight > 0, "an ACK of settings that were not sent");
    settingsInFlight--;
  }

  synchronized boolean allSettingsAcked() {
    return settingsInFlight == 0;
  }

  synchronized boolean expectsTrailers(int streamId) {
    Stream stream = streams.get(streamId);
    return stream != null && stream.headSeen;
  }

  /** A frame of a stream, or of the connection, came. */
  synchronized void received(Frame frame) throws IOException {
    if (frame.type() == Frame.WINDOW_UPDATE && frame.streamId() == 0) {
      return;
    }
    Stream stream = streams.get(frame.streamId());
    must(stream != null, "on a stream that is idle: " + frame);
    // A second RST_STREAM for what was on its way when the first was sent is needless, and
    // harmless.
    must(!stream.resetByServer || frame.type() == Frame.RST_STREAM, "after RST_STREAM: " + frame);
    switch (frame.type()) {
      case Frame.DATA -> data(stream, frame);
      case Frame.HEADERS -> headers(stream, frame);
      case Frame.RST_STREAM -> stream.resetByServer = true;
      default -> {}
    }
    if (frame.type() <= Frame.HEADERS && frame.has(Frame.END_STREAM)) {
      end(stream, frame);
    }
  }

  private void data(Stream stream, Frame frame) throws IOException {
    must(!stream.ended, "after END_STREAM: " + frame);
    must(stream.headSeen, "DATA before a final head: " + frame);
    must(!stream.forHead || frame.payload().length == 0, "a body for HEAD: " + frame);
    stream.window -= frame.payload().length;
    connectionWindow -= frame.payload().length;
    must(stream.window >= 0, "beyond the window of the stream: " + frame);
    must(connectionWindow >= 0, "beyond the window of the connection: " + frame);
    stream.bodyBytes += ServerFrames.content(frame, 0).length;
  }

  private static void headers(Stream stream, Frame frame) throws IOException {
    must(!stream.ended, "after END_STREAM: " + frame);
    if (stream.headSeen) {
      must(frame.has(Frame.END_STREAM), "trailers without END_STREAM: " + frame);
      return;
    }
    int status = ResponseFields.status(frame);
    if (status < 200) {
      must(!frame.has(Frame.END_STREAM), "an interim response ends the stream: " + frame);
      return;
    }
    stream.headSeen = true;
    stream.forHead |= status == 304 || status == 204;
    for (Field field : frame.fields()) {
      if (field.name().equals("content-length")) {
        must(stream.contentLength < 0, "two lengths: " + frame);
        stream.contentLength = Long.parseLong(field.value());
      }
    }
  }

  private static void end(Stream stream, Frame frame) throws IOException {
    stream.ended = true;
    must(
        stream.forHead || stream.contentLength < 0 || stream.contentLength == stream.bodyBytes,
        "content-length is "
            + stream.contentLength
            + ", the body "
            + stream.bodyBytes
            + ": "
            + frame);
  }
}
