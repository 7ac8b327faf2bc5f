package io.nearside.testing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** An input stream that remembers the first bytes that were read from it, for failure messages. */
final class Transcript extends FilterInputStream {
  private static final int MAX_REMEMBERED = 64 * 1024;

  private final StringBuilder seen = new StringBuilder();
  private long total;

  Transcript(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      remember(new byte[] {(byte) value}, 0, 1);
    }
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      remember(into, offset, count);
    }
    return count;
  }

  private synchronized void remember(byte[] bytes, int offset, int length) {
    total += length;
    int room = Math.min(length, MAX_REMEMBERED - seen.length());
    if (room > 0) {
      seen.append(new String(bytes, offset, room, StandardCharsets.ISO_8859_1));
    }
  }

  /** What was read so far, as Latin-1, and how much more there was. */
  synchronized String text() {
    long left = total - seen.length();
    return left == 0 ? seen.toString() : seen + "\n... and " + left + " more bytes";
  }
}
