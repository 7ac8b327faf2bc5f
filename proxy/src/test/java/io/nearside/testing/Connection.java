package io.nearside.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** One accepted connection of the scripted upstream, which the script writes to byte by byte. */
public final class Connection implements Closeable {
  private final Socket socket;
  private final MessageReader reader;
  private final Consumer<Request> requests;
  private Request last;

  Connection(Socket socket, Consumer<Request> requests) throws IOException {
    this.socket = socket;
    this.requests = requests;
    this.reader = new MessageReader(socket.getInputStream());
  }

  /**
   * Reads a request's head, and first what is left of the body of the one before.
   *
   * @return null when the peer closed the connection between two requests
   */
  public Request readRequest() throws IOException {
    if (last != null) {
      last.bodyStream().transferTo(OutputStream.nullOutputStream());
    }
    String line = reader.line();
    if (line == null) {
      return null;
    }
    FieldLines fields = reader.fieldLines();
    last = new Request(line, fields, reader.body(fields, false));
    requests.accept(last);
    return last;
  }

  /** What comes behind the heads that were read: for what is no longer HTTP. */
  public InputStream rest() {
    return reader.rest();
  }

  /** Writes this text as Latin-1, at once. */
  public void write(String latin1) throws IOException {
    write(MessageReader.latin1(latin1));
  }

  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Closes with a TCP reset instead of an orderly end. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Ends our side; what the peer still sends can be read. */
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  public Socket socket() {
    return socket;
  }

  /** All bytes that came from the peer, the first 64 KiB of them. */
  public String seen() {
    return reader.seen();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
