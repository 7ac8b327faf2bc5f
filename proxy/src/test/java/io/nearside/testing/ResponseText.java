package io.nearside.testing;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The response of a stream, written as HTTP/1.1 would have it. Guarded by its connection. */
final class ResponseText {
  private final int streamId;
  private final boolean forHead;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean headSeen;
  private boolean chunked;
  private boolean ended;
  private boolean cut;
  private int uncredited;

  ResponseText(int streamId, boolean forHead) {
    this.streamId = streamId;
    this.forHead = forHead;
  }

  int streamId() {
    return streamId;
  }

  /** Whether there is nothing more to come. */
  boolean ended() {
    return ended || cut;
  }

  /** Whether it came to an end that is none. */
  boolean cut() {
    return cut;
  }

  void cutOff() {
    cut |= !ended;
  }

  void received(Frame frame) throws IOException {
    boolean end = frame.has(Frame.END_STREAM);
    if (frame.type() == Frame.DATA) {
      data(ServerFrames.content(frame, 0));
      uncredited += frame.payload().length;
      if (end && chunked) {
        write("0\r\n\r\n");
      }
    } else if (headSeen) {
      trailers(frame);
    } else {
      head(frame, end);
    }
    ended |= end;
  }

  private void head(Frame frame, boolean end) {
    int status = ResponseFields.status(frame);
    write("HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n");
    boolean sized = forHead || status < 200 || status == 204 || status == 304;
    for (Field field : frame.fields()) {
      if (!field.name().startsWith(":")) {
        sized |= field.name().equals("content-length");
        write(field + "\r\n");
      }
    }
    headSeen = status >= 200;
    chunked = !sized;
    write(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
    if (chunked && end) {
      write("0\r\n\r\n");
    }
  }

  private void data(byte[] content) {
    if (content.length == 0) {
      return;
    }
    if (chunked) {
      write(Integer.toHexString(content.length) + "\r\n");
    }
    bytes.writeBytes(content);
    if (chunked) {
      write("\r\n");
    }
  }

  private void trailers(Frame frame) {
    if (!chunked) {
      return;
    }
    write("0\r\n");
    frame.fields().forEach(field -> write(field + "\r\n"));
    write("\r\n");
  }

  private void write(String latin1) {
    bytes.writeBytes(MessageReader.latin1(latin1));
  }

  /** What has come since; empty for nothing. */
  byte[] take() {
    byte[] all = bytes.toByteArray();
    bytes.reset();
    return all;
  }

  /** How many bytes of DATA were taken and not yet credited, if there are at least so many. */
  int uncredited(int atLeast) {
    int taken = uncredited < atLeast ? 0 : uncredited;
    uncredited -= taken;
    return taken;
  }
}
