package io.nearside.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection after HTTP that writes down what is done to it. The other end is the test. */
final class FakeStream implements ByteStream {
  private final List<String> told = new ArrayList<>();
  private final StringBuilder early = new StringBuilder();
  private @Nullable Reader reader;
  boolean writable = true;
  boolean reading;
  boolean closed;

  /** Words such as {@code "open"}, {@code "write abc"}, {@code "end"}, {@code "close"}. */
  List<String> told() {
    return told;
  }

  /** What came before anybody listens. */
  FakeStream early(String text) {
    early.append(text);
    return this;
  }

  @Override
  public void open(Reader newReader) {
    told.add("open");
    reader = newReader;
    if (!early.isEmpty()) {
      comes(early.toString());
    }
    reading = true;
  }

  @Override
  public void write(ByteBuf bytes) {
    told.add("write " + bytes.toString(StandardCharsets.US_ASCII));
    bytes.release();
  }

  @Override
  public void endOutput() {
    told.add("end");
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
  }

  @Override
  public void close() {
    told.add("close");
    closed = true;
  }

  private Reader reader() {
    return Objects.requireNonNull(reader, "nobody listens");
  }

  // What the other end does.

  void comes(String text) {
    reader().bytes(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  void inputEnds() {
    reader().inputEnded();
  }

  void takesMore() {
    writable = true;
    reader().writable();
  }

  void goes() {
    reader().closed();
  }
}
