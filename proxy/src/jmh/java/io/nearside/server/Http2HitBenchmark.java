package io.nearside.server;

import io.nearside.jmh.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A near hit in HTTP/2, of sixteen that are read at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Http2HitBenchmark {
  private static final int AT_ONCE = 16;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM_AND_HEADERS = 5;

  private final ClientChannel client = new ClientChannel(0);
  private byte[] section;
  private int stream = 1;

  @Setup
  public void connect() {
    ByteBuf sent = PooledByteBufAllocator.DEFAULT.directBuffer();
    sent.writeCharSequence("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
    frame(sent, 0, SETTINGS, 0, 0);
    client.exchange(sent);
    ByteBuf fields = PooledByteBufAllocator.DEFAULT.directBuffer();
    fields.writeByte(0x82).writeByte(0x86); // :method GET, :scheme http
    literal(fields, 0x04, Sample.PATH);
    literal(fields, 0x01, Sample.HOST);
    section = new byte[fields.readableBytes()];
    fields.readBytes(section).release();
    if (http2() < AT_ONCE * Sample.BODY_BYTES) {
      throw new IllegalStateException("not answered from the near cache");
    }
  }

  /** A field that is not indexed, with a name of the static table. */
  private static void literal(ByteBuf out, int name, String value) {
    out.writeByte(name).writeByte(value.length());
    out.writeCharSequence(value, StandardCharsets.US_ASCII);
  }

  private static ByteBuf frame(ByteBuf out, int length, int type, int flags, int streamId) {
    return out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(streamId);
  }

  @TearDown
  public void close() {
    client.close();
  }

  @Benchmark
  @OperationsPerInvocation(AT_ONCE)
  public int http2() {
    ByteBuf sent = PooledByteBufAllocator.DEFAULT.directBuffer(AT_ONCE * (section.length + 9) + 13);
    for (int i = 0; i < AT_ONCE; i++) {
      frame(sent, section.length, HEADERS, END_STREAM_AND_HEADERS, stream).writeBytes(section);
      stream += 2;
    }
    frame(sent, 4, WINDOW_UPDATE, 0, 0).writeInt(AT_ONCE * Sample.BODY_BYTES);
    return client.exchange(sent);
  }
}
