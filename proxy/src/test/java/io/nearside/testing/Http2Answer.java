package io.nearside.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What came back on a stream: a response, or an error instead of it or within it. */
public final class Http2Answer {
  private final List<Integer> interim = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private List<Field> fields = List.of();
  private List<Field> trailers = List.of();
  private String reset;
  private String goAway;
  private boolean whole;

  /** A frame of the stream came; true when it was the last. */
  boolean received(Frame frame) {
    switch (frame.type()) {
      case Frame.HEADERS -> headers(frame);
      case Frame.DATA -> {
        try {
          body.writeBytes(ServerFrames.content(frame, 0));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case Frame.RST_STREAM -> reset = frame.error();
      default -> {
        return false;
      }
    }
    whole |= frame.type() != Frame.RST_STREAM && frame.has(Frame.END_STREAM);
    return whole || reset != null;
  }

  private void headers(Frame frame) {
    int of = ResponseFields.status(frame);
    if (of == 0) {
      trailers = frame.fields();
    } else if (of < 200) {
      interim.add(of);
    } else {
      status = of;
      fields = frame.fields();
    }
  }

  void goneAway(String error) {
    goAway = error;
  }

  Http2Answer connectionEnded() {
    return this;
  }

  /** Of the final response; 0 for none. */
  public int status() {
    return status;
  }

  /** The statuses of the interim responses. */
  public List<Integer> interim() {
    return interim;
  }

  public List<Field> trailers() {
    return trailers;
  }

  /** The first value of a field, or null. */
  public String header(String name) {
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }

  public String text() {
    return MessageReader.latin1(body.toByteArray());
  }

  /** Whether the response came to its end. */
  public boolean whole() {
    return whole;
  }

  /**
   * In a word or two: {@code 200}, {@code RST_STREAM CODE}, {@code GOAWAY CODE}, {@code closed}.
   */
  public String outcome() {
    if (goAway != null) {
      return "GOAWAY " + goAway;
    }
    if (whole) {
      return Integer.toString(status);
    }
    return reset == null ? "closed" : "RST_STREAM " + reset;
  }

  @Override
  public String toString() {
    return outcome() + " " + fields;
  }
}
