package io.nearside.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A connection that has left HTTP: bytes in and bytes out. Only used on its loop.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
public interface ByteStream {

  /**
   * Begins to tell what comes, first of all what has come already. Until then nothing is read.
   * Called once.
   */
  void open(Reader reader);

  /** Writes bytes, whose ownership passes on, and flushes them soon. */
  void write(ByteBuf bytes);

  /** Ends the output once all is written; the input goes on. */
  void endOutput();

  /** Whether bytes may be written now; otherwise {@link Reader#writable} tells when. */
  boolean isWritable();

  /** Goes on or pauses reading. Reading is on after {@link #open}. */
  void reading(boolean on);

  /** Closes at once; the reader hears nothing more. */
  void close();

  /** Who hears of what comes. Called on the stream's loop. */
  interface Reader {
    /** Bytes, whose ownership passes on. */
    void bytes(ByteBuf bytes);

    /** The other side will send no more; it may still read. */
    void inputEnded();

    /** More may be written. */
    void writable();

    /** The connection is gone. The last thing that is heard. */
    void closed();
  }
}
