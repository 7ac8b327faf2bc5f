package io.nearside.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** How much a client may send on which stream: RFC 9113, section 5.2. Safe on all threads. */
final class SendWindows {
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final Map<Integer, Long> streams = new HashMap<>();
  private long connection = ServerFrames.INITIAL_WINDOW;
  private long initial = ServerFrames.INITIAL_WINDOW;
  private boolean closed;

  synchronized void opened(int streamId) {
    streams.put(streamId, initial);
  }

  /** No more is sent on this stream. */
  synchronized void gone(int streamId) {
    streams.remove(streamId);
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized void credited(int streamId, int increment) {
    if (streamId == 0) {
      connection += increment;
    } else {
      streams.computeIfPresent(streamId, (id, window) -> window + increment);
    }
    notifyAll();
  }

  synchronized void settings(Frame settings) {
    ByteBuffer payload = ByteBuffer.wrap(settings.payload());
    while (payload.hasRemaining()) {
      int identifier = payload.getShort();
      int value = payload.getInt();
      if (identifier == INITIAL_WINDOW_SIZE) {
        long change = value - initial;
        streams.replaceAll((id, window) -> window + change);
        initial = value;
      }
    }
    notifyAll();
  }

  /** Waits until some of so many bytes may be sent; negative if none ever may. */
  synchronized int take(int streamId, int most, int timeoutMillis) throws IOException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
    while (!closed && streams.containsKey(streamId)) {
      int count = (int) Math.min(most, Math.min(connection, streams.get(streamId)));
      if (count > 0 || most == 0) {
        connection -= count;
        streams.merge(streamId, (long) -count, Long::sum);
        return count;
      }
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new SocketTimeoutException("the server gives no window");
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
    return -1;
  }
}
