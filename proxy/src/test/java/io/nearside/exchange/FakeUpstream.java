package io.nearside.exchange;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A backend whose answers the test gives, event by event. */
final class FakeUpstream implements Upstream {
  private final List<FakeCall> calls = new ArrayList<>();

  /** Whether what begins goes out at once. */
  boolean sends = true;

  @Override
  public Call begin(
      HttpRequest request, boolean hasBody, long affinity, EventExecutor loop, Listener listener) {
    FakeCall call = new FakeCall(request, listener);
    calls.add(call);
    if (sends) {
      listener.sending();
    }
    return call;
  }

  /** The calls so far, in the order in which they began. */
  List<FakeCall> calls() {
    return calls;
  }

  /** One of them. */
  static final class FakeCall implements Call {
    final HttpRequest request;
    private final Listener listener;
    boolean reading = true;
    boolean cancelled;

    FakeCall(HttpRequest request, Listener listener) {
      this.request = request;
      this.listener = listener;
    }

    /** The head of a 200 unless told otherwise; each line is {@code Name: value}. */
    FakeCall head(int status, String... lines) {
      HttpResponse response =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
      addLines(response.headers(), lines);
      listener.head(response);
      return this;
    }

    /** The connection leaves HTTP. */
    FakeStream switched(String... lines) {
      HttpResponse response =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      addLines(response.headers(), lines);
      FakeStream stream = new FakeStream();
      listener.switched(response, stream);
      return stream;
    }

    private static void addLines(HttpHeaders headers, String... lines) {
      for (String line : lines) {
        int colon = line.indexOf(": ");
        headers.add(line.substring(0, colon), line.substring(colon + 2));
      }
    }

    FakeCall interim(int status) {
      listener.interim(
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
      return this;
    }

    FakeCall body(String piece) {
      listener.body(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
      return this;
    }

    void end(String... trailers) {
      HttpHeaders headers = new DefaultHttpHeaders();
      addLines(headers, trailers);
      listener.end(headers);
    }

    void fail(UpstreamFailure failure) {
      listener.failed(failure);
    }

    @Override
    public void send(HttpContent piece) {
      piece.release();
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void reading(boolean on) {
      reading = on;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
