package io.nearside.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection over which HTTP/2 is spoken with those who write and read the text of HTTP/1.1: each
 * request is a stream, and the responses are read in the order of the requests. Where none is left
 * to be read, or one was cut off, the text has an end.
 */
final class Http2Connection implements RequestTranslator.Requests {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int MAX_FRAME = 16_384;
  private static final int CREDIT = 16_384;

  private final Socket socket;
  private final ServerFrames frames;
  private final RequestTranslator translator;
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

  private final Map<Integer, ResponseText> responses = new HashMap<>();
  private final ArrayDeque<ResponseText> order = new ArrayDeque<>();
  private final SendWindows windows = new SendWindows();
  private byte[] current = new byte[0];
  private int currentAt;
  private int streamId = -1;
  private boolean closed;
  private IOException failure;
  private volatile int timeoutMillis;

  private Http2Connection(Socket socket, String scheme) throws IOException {
    this.socket = socket;
    this.timeoutMillis = socket.getSoTimeout();
    socket.setSoTimeout(0);
    this.frames = new ServerFrames(socket.getInputStream());
    this.translator = new RequestTranslator(scheme, this);
  }

  /** Begins to speak over this socket. */
  static Http2Connection over(Socket socket, String scheme) throws IOException {
    Http2Connection connection = new Http2Connection(socket, scheme);
    // As much as a test may ask for on all streams together.
    int increment = 1 << 30;
    connection.frames.streams().settingsSent();
    connection.frames.streams().credited(0, increment);
    connection.write(
        Hpack.join(
            MessageReader.latin1(PREFACE),
            Frame.settings(2, 0).bytes(),
            Frame.windowUpdate(0, increment).bytes()));
    Thread reader = new Thread(connection::readAll, "frames of " + socket.getLocalPort());
    reader.setDaemon(true);
    reader.start();
    return connection;
  }

  String transcript() {
    return frames.transcript();
  }

  /** How long a read, or a wait until more may be sent, may take. */
  void timeoutMillis(int millis) {
    timeoutMillis = millis;
  }

  /** Sends text of HTTP/1.1. */
  void send(byte[] bytes) throws IOException {
    translator.write(bytes, 0, bytes.length);
  }

  /** Ends a request that is under way; there is nothing to end otherwise. */
  void endOutput() throws IOException {
    if (!translator.idle()) {
      write(Frame.reset(streamId, 8).bytes());
    }
  }

  InputStream responses() {
    return new Text();
  }

  @Override
  public void head(List<Field> fields, boolean end) throws IOException {
    byte[] block = encode(fields);
    boolean forHead = fields.get(0).value().equals("HEAD");
    synchronized (this) {
      streamId += 2;
      ResponseText response = new ResponseText(streamId, forHead);
      frames.streams().opened(streamId, forHead);
      windows.opened(streamId);
      responses.put(streamId, response);
      order.add(response);
    }
    writeSection(block, end);
  }

  @Override
  public void trailers(List<Field> fields) throws IOException {
    writeSection(encode(fields), true);
  }

  @Override
  public void data(byte[] bytes, int offset, int length, boolean end) throws IOException {
    int at = offset;
    do {
      int count = windows.take(streamId, Math.min(MAX_FRAME, offset + length - at), timeoutMillis);
      if (count < 0) {
        return;
      }
      byte[] part = new byte[count];
      System.arraycopy(bytes, at, part, 0, count);
      at += count;
      boolean last = end && at == offset + length;
      write(Frame.of(Frame.DATA, last ? Frame.END_STREAM : 0, streamId, part).bytes());
    } while (at < offset + length);
  }

  private byte[] encode(List<Field> fields) throws IOException {
    Http2Headers headers = new DefaultHttp2Headers(false);
    fields.forEach(field -> headers.add(ascii(field.name()), ascii(field.value())));
    ByteBuf out = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, out);
      return ByteBufUtil.getBytes(out);
    } catch (Http2Exception e) {
      throw new IOException(e);
    } finally {
      out.release();
    }
  }

  private static AsciiString ascii(String latin1) {
    return new AsciiString(MessageReader.latin1(latin1), false);
  }

  private void writeSection(byte[] block, boolean end) throws IOException {
    byte[] first = Arrays.copyOf(block, Math.min(block.length, MAX_FRAME));
    boolean whole = first.length == block.length;
    int flags = (end ? Frame.END_STREAM : 0) | (whole ? Frame.END_HEADERS : 0);
    byte[] out = Frame.of(Frame.HEADERS, flags, streamId, first).bytes();
    for (int at = first.length; at < block.length; at += MAX_FRAME) {
      int to = Math.min(block.length, at + MAX_FRAME);
      byte[] part = Arrays.copyOfRange(block, at, to);
      out = Hpack.join(out, Frame.continuation(streamId, to == block.length, part).bytes());
    }
    write(out);
  }

  private void write(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    synchronized (out) {
      out.write(bytes);
      out.flush();
    }
  }

  private void readAll() {
    IOException ended = null;
    try {
      for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
        received(frame);
      }
    } catch (SocketException gone) {
      frames.note("< " + gone);
    } catch (IOException e) {
      ended = e;
    }
    synchronized (this) {
      failure = ended;
      closed = true;
      responses.values().forEach(ResponseText::cutOff);
      notifyAll();
    }
    windows.close();
  }

  private void received(Frame frame) throws IOException {
    switch (frame.type()) {
      case Frame.SETTINGS -> {
        if (!frame.has(Frame.ACK)) {
          windows.settings(frame);
          write(Frame.settingsAck().bytes());
        }
      }
      case Frame.PING -> {
        if (!frame.has(Frame.ACK)) {
          write(Frame.of(Frame.PING, Frame.ACK, 0, frame.payload()).bytes());
        }
      }
      case Frame.WINDOW_UPDATE ->
          windows.credited(frame.streamId(), ByteBuffer.wrap(frame.payload()).getInt());
      case Frame.GOAWAY -> goneAway(ByteBuffer.wrap(frame.payload()).getInt());
      default -> ofStream(frame);
    }
  }

  private synchronized void goneAway(int lastStream) {
    responses.values().stream()
        .filter(response -> response.streamId() > lastStream)
        .forEach(ResponseText::cutOff);
    notifyAll();
  }

  private void ofStream(Frame frame) throws IOException {
    synchronized (this) {
      ResponseText response = responses.get(frame.streamId());
      if (frame.type() == Frame.RST_STREAM) {
        response.cutOff();
        windows.gone(frame.streamId());
      } else {
        response.received(frame);
      }
      notifyAll();
    }
  }

  /** Fills {@link #current}; false at an end. */
  private synchronized boolean more() throws IOException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
    while (true) {
      ResponseText response = order.peek();
      if (response == null) {
        return false;
      }
      current = response.take();
      currentAt = 0;
      if (current.length > 0) {
        credit(response);
        return true;
      }
      if (response.ended()) {
        order.remove();
        if (response.cut()) {
          throwFailure();
          return false;
        }
        continue;
      }
      awaitUntil(deadline);
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw new IOException("what the server sent: " + failure.getMessage(), failure);
    }
  }

  private void awaitUntil(long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    try {
      wait(millis);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private void credit(ResponseText response) throws IOException {
    int taken = response.uncredited(CREDIT);
    if (taken > 0 && !response.ended() && !closed) {
      frames.streams().credited(response.streamId(), taken);
      write(Frame.windowUpdate(response.streamId(), taken).bytes());
    }
  }

  /** The responses as text. */
  private final class Text extends InputStream {
    @Override
    public int read() throws IOException {
      return currentAt < current.length || more() ? current[currentAt++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (currentAt == current.length && !more()) {
        return -1;
      }
      int count = Math.min(length, current.length - currentAt);
      System.arraycopy(current, currentAt, into, offset, count);
      currentAt += count;
      return count;
    }
  }
}
