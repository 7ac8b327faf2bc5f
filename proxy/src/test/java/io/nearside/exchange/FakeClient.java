package io.nearside.exchange;

import io.nearside.caching.Delivery;
import io.nearside.store.StoredResponse;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that writes down what it is told, and takes more only while the test lets it. */
final class FakeClient implements ResponseSink {
  private final EventExecutor loop;
  private final List<String> told = new ArrayList<>();
  boolean writable = true;

  /** The connection after HTTP. */
  final FakeStream stream = new FakeStream();

  /** The last head that it got. */
  HttpHeaders got = EmptyHttpHeaders.INSTANCE;

  /** Whether it takes no more after each piece, until it is made writable again. */
  boolean takesPieceByPiece;

  FakeClient(EventExecutor loop) {
    this.loop = loop;
  }

  /** Words such as {@code "head 200"}, {@code "body abc"}, {@code "end"}. */
  List<String> told() {
    return told;
  }

  @Override
  public EventExecutor loop() {
    return loop;
  }

  @Override
  public void interim(HttpResponse response) {
    told.add("interim " + response.status().code());
  }

  @Override
  public void head(HttpResponse response) {
    told.add("head " + response.status().code());
    got = response.headers();
  }

  @Override
  public void body(ByteBuf piece) {
    told.add("body " + piece.toString(StandardCharsets.US_ASCII));
    piece.release();
    writable &= !takesPieceByPiece;
  }

  @Override
  public void end(HttpHeaders trailers) {
    told.add("end");
    trailers.forEach(line -> told.add("trailer " + line.getKey() + ": " + line.getValue()));
  }

  @Override
  public ByteStream switchProtocols(HttpResponse response) {
    told.add("switched " + response.status().code());
    got = response.headers();
    return stream;
  }

  @Override
  public void cut() {
    told.add("cut");
  }

  @Override
  public void stored(StoredResponse response, Delivery delivery, String cacheStatus) {
    String body =
        new String(
            response.encoded(),
            response.bodyOffset(),
            response.bodyLength(),
            StandardCharsets.US_ASCII);
    told.add("stored " + body);
  }

  @Override
  public void error(int status, String text, String proxyStatus) {
    told.add("error " + status + " " + text);
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void requestReading(boolean on) {
    told.add("request-reading " + on);
  }
}
