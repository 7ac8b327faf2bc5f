package io.nearside.exchange;

import io.nearside.http.ListMembers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;

/**
 * A request that asks for another protocol. Where the upstream agrees both connections become a
 * {@link Tunnel}; any other answer goes the way of all answers. Everything runs on the loop of its
 * client.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-7.8
 */
final class UpgradeExchange implements Exchange, Upstream.Listener {
  private final CacheEngine engine;
  private final ProxyRequest request;
  private final ResponseSink sink;
  private final PassExchange ordinary;
  private boolean holdsPlace;
  private boolean clientGone;

  UpgradeExchange(CacheEngine engine, ProxyRequest request, ResponseSink sink) {
    this.engine = engine;
    this.request = request;
    this.sink = sink;
    this.ordinary = new PassExchange(engine, request, sink);
  }

  void start() {
    holdsPlace = engine.tunnels().take();
    if (holdsPlace) {
      ordinary.start(this);
    } else {
      sink.error(503, "too many connections have switched protocols", ProxyStatus.NO_MORE_TUNNELS);
    }
  }

  private void leavePlace() {
    if (holdsPlace) {
      holdsPlace = false;
      engine.tunnels().giveBack();
    }
  }

  @Override
  public void sending() {
    // Nothing of its answer is kept.
  }

  @Override
  public void switched(HttpResponse response, ByteStream connection) {
    if (clientGone) {
      connection.close();
    } else if (isAskedFor(protocols(response.headers()))) {
      engine.listener().switched(request);
      ByteStream client = sink.switchProtocols(switching(response));
      long idleMillis = engine.config().upgrade().idleMillis();
      new Tunnel(client, connection, sink.loop(), idleMillis, this::leavePlace).open();
    } else {
      connection.close();
      failed(UpstreamFailure.PROTOCOL_ERROR);
    }
  }

  private static List<String> protocols(HttpHeaders headers) {
    return ListMembers.of(headers.getAll(HttpHeaderNames.UPGRADE));
  }

  /** A server must not switch to a protocol that the client did not name, and must name it. */
  private boolean isAskedFor(List<String> protocols) {
    List<String> asked = request.upgrade().stream().map(UpgradeExchange::lower).toList();
    return !protocols.isEmpty()
        && protocols.stream().allMatch(protocol -> asked.contains(lower(protocol)));
  }

  private static String lower(String protocol) {
    return protocol.toLowerCase(Locale.ROOT);
  }

  /** The 101 for the client's connection: it says nothing of a cache, which had no part in it. */
  private HttpResponse switching(HttpResponse response) {
    String protocols = String.join(", ", protocols(response.headers()));
    HttpHeaders headers = ResponseHead.interim(response, request.route()).headers();
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, protocols);
    headers.add(HttpHeaderNames.VIA, Via.of(response.protocolVersion()));
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
  }

  // Any other answer.

  @Override
  public void head(HttpResponse response) {
    leavePlace();
    ordinary.head(response);
  }

  @Override
  public void failed(UpstreamFailure failure) {
    leavePlace();
    ordinary.failed(failure);
  }

  @Override
  public void interim(HttpResponse response) {
    ordinary.interim(response);
  }

  @Override
  public void body(ByteBuf piece) {
    ordinary.body(piece);
  }

  @Override
  public void end(HttpHeaders trailers) {
    ordinary.end(trailers);
  }

  @Override
  public void upstreamWritable() {
    ordinary.upstreamWritable();
  }

  // What the client does.

  @Override
  public void requestBody(HttpContent piece) {
    ordinary.requestBody(piece);
  }

  @Override
  public void writable() {
    ordinary.writable();
  }

  @Override
  public void clientGone() {
    clientGone = true;
    leavePlace();
    ordinary.clientGone();
  }
}
