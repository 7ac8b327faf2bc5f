package io.nearside.upstream;

import io.nearside.exchange.ByteStream;
import io.nearside.exchange.Upstream;
import io.nearside.exchange.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Sees an answer's status before the caller does: it may be one that is not passed on. */
final class Judge implements Upstream.Listener {
  private final UpstreamCall call;
  private final Upstream.Listener listener;

  Judge(UpstreamCall call, Upstream.Listener listener) {
    this.call = call;
    this.listener = listener;
  }

  @Override
  public void head(HttpResponse response) {
    if (!call.repeats(response.status().code())) {
      listener.head(response);
    }
  }

  @Override
  public void sending() {
    listener.sending();
  }

  @Override
  public void interim(HttpResponse response) {
    listener.interim(response);
  }

  @Override
  public void switched(HttpResponse response, ByteStream connection) {
    listener.switched(response, connection);
  }

  @Override
  public void body(ByteBuf piece) {
    listener.body(piece);
  }

  @Override
  public void end(HttpHeaders trailers) {
    listener.end(trailers);
  }

  @Override
  public void failed(UpstreamFailure failure) {
    listener.failed(failure);
  }

  @Override
  public void upstreamWritable() {
    listener.upstreamWritable();
  }
}
