package io.nearside.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A client of HTTP/2 that sends exactly the bytes that it is given and checks each frame that comes
 * back. Every wait is bounded; a failure says all frames that came from the server. Field sections
 * are written without a dynamic table, so that each stands for itself.
 */
public final class Http2RawClient implements Closeable {
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final ServerFrames frames;
  private int lastStream = -1;

  private Http2RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.frames = new ServerFrames(socket.getInputStream());
  }

  /** A connection without TLS to this port of 127.0.0.1, on which nothing was sent yet. */
  public static Http2RawClient bare(int port) throws IOException {
    return new Http2RawClient(connected(port));
  }

  /** One with TLS, on which nothing was sent yet. */
  public static Http2RawClient bareTls(int port) throws IOException {
    return new Http2RawClient(TestCertificate.http2(connected(port), port));
  }

  /** One whose preface, with these settings, was sent. */
  public static Http2RawClient connect(int port, int... settings) throws IOException {
    Http2RawClient client = Wire.of(port) == Wire.H2 ? bareTls(port) : bare(port);
    return client.sendLatin1(PREFACE).send(Frame.settings(settings));
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** A GET with these fields behind its pseudo-fields. */
  public static Field[] get(String path, Field... fields) {
    return request("GET", path, fields);
  }

  /** A request for {@code test} with these fields behind its pseudo-fields. */
  public static Field[] request(String method, String path, Field... fields) {
    Stream<Field> pseudo =
        Stream.of(
            Field.of(":method", method),
            Field.of(":scheme", "http"),
            Field.of(":authority", "test"),
            Field.of(":path", path));
    return Stream.concat(pseudo, Arrays.stream(fields)).toArray(Field[]::new);
  }

  /** The number of a further stream of ours. */
  public int nextStream() {
    lastStream += 2;
    return lastStream;
  }

  public Http2RawClient timeoutMillis(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  public Http2RawClient sendLatin1(String text) throws IOException {
    return send(MessageReader.latin1(text));
  }

  /** Sends these bytes, of which the checks of what comes back know nothing. */
  public Http2RawClient send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException closed) {
      // What the server said before is still to be read.
      frames.note("> " + closed);
    }
    return this;
  }

  /** Sends these frames in one write. */
  public Http2RawClient send(Frame... all) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Frame frame : all) {
      tell(frame);
      out.writeBytes(frame.bytes());
    }
    return send(out.toByteArray());
  }

  /** Answers may come on this stream, opened by bytes that the checks know nothing of. */
  public Http2RawClient assumeOpen(int streamId) {
    frames.streams().opened(streamId, false);
    lastStream = Math.max(lastStream, streamId);
    return this;
  }

  /** What the checks have to know of a frame before its answer can come. */
  private void tell(Frame frame) {
    frames.note("> " + frame);
    StreamStates streams = frames.streams();
    switch (frame.type()) {
      case Frame.HEADERS -> {
        streams.opened(frame.streamId(), frame.isHead());
        lastStream = Math.max(lastStream, frame.streamId());
      }
      case Frame.RST_STREAM -> streams.resetByUs(frame.streamId());
      case Frame.WINDOW_UPDATE -> {
        if (frame.payload().length == 4) {
          streams.credited(frame.streamId(), frame.wordAt(0) & Integer.MAX_VALUE);
        }
      }
      case Frame.SETTINGS -> {
        if (!frame.has(Frame.ACK)) {
          streams.settingsSent();
          initialWindow(frame);
        }
      }
      default -> {}
    }
  }

  private void initialWindow(Frame settings) {
    for (int at = 0; at + 6 <= settings.payload().length; at += 6) {
      if (settings.payload()[at + 1] == 4) {
        frames.streams().initialWindow(settings.wordAt(at + 2));
      }
    }
  }

  /** Opens a stream with a GET. */
  public int open(String path, Field... fields) throws IOException {
    int streamId = nextStream();
    send(Frame.headers(streamId, true, get(path, fields)));
    return streamId;
  }

  /** The next frame; null when the connection has ended, by a reset too. */
  public Frame read() {
    try {
      return frames.next();
    } catch (SocketException reset) {
      frames.note("< " + reset);
      return null;
    } catch (IOException e) {
      throw failed("reading a frame", e);
    }
  }

  /** Reads until a frame of this type comes. */
  public Frame await(int type) {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.type() == type && !(type == Frame.SETTINGS && frame.has(Frame.ACK))) {
        return frame;
      }
    }
    throw failed("waiting for a frame of type " + type, new IOException("the end came"));
  }

  /** Reads until a stream is answered, or ends otherwise. */
  public Http2Answer answer(int streamId) {
    Http2Answer answer = new Http2Answer();
    for (Frame frame = read(); ; frame = read()) {
      if (frame == null) {
        return answer.connectionEnded();
      }
      if (frame.type() == Frame.GOAWAY && !frame.error().equals("NO_ERROR")) {
        answer.goneAway(frame.error());
      } else if (frame.streamId() == streamId && answer.received(frame)) {
        return answer;
      }
    }
  }

  /** Fails unless the server answers a PING, and all SETTINGS by now. */
  public void expectAlive() throws IOException {
    long opaque = System.nanoTime();
    send(Frame.ping(opaque));
    Frame pong = await(Frame.PING);
    if (!pong.has(Frame.ACK) || !Arrays.equals(pong.payload(), Frame.ping(opaque).payload())) {
      throw failed("waiting for a PING's answer", new IOException("it is another: " + pong));
    }
    if (!frames.streams().allSettingsAcked()) {
      throw failed("after a PING's answer", new IOException("SETTINGS were not acknowledged"));
    }
  }

  /** Reads to the end of the connection; the codes of GOAWAY on the way. */
  public List<String> readToEnd() {
    return Stream.generate(this::read)
        .takeWhile(frame -> frame != null)
        .filter(frame -> frame.type() == Frame.GOAWAY)
        .map(Frame::error)
        .toList();
  }

  public String transcript() {
    return frames.transcript();
  }

  /** A failure that tells all frames. */
  public AssertionError failed(String doing, Exception cause) {
    return new AssertionError(
        doing + ": " + cause + "; the frames were:\n" + transcript() + "<end of them>", cause);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
