package io.nearside.exchange;

import io.nearside.caching.FieldUpdate;
import io.nearside.caching.NotModifiedFields;
import io.nearside.caching.Representation;
import io.nearside.caching.Route;
import io.nearside.caching.Validators;
import io.nearside.http.ByteRange;
import io.nearside.http.ContentRange;
import io.nearside.http.Fields;
import io.nearside.http.HopByHop;
import io.nearside.http.HttpDate;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response's head as it goes on: without the fields of the upstream's connection, with {@code
 * Via} and {@code Date}. Not changed once it is shared.
 *
 * @param status the status code
 * @param headers end-to-end fields
 * @param hidden lower-case names of those that are stored but that no client gets
 * @param contentLength the body's length, or -1 when only its end will tell
 * @param unstorable why it is not to be stored, whatever its fields say, or null
 */
record ResponseHead(
    int status,
    HttpHeaders headers,
    List<String> hidden,
    long contentLength,
    @Nullable String unstorable)
    implements Representation {
  private static final Set<String> NOT_STORED = Set.of("age", "content-length", "trailer");

  private static final byte[] NOTHING = {};

  /** Fields about the content of one message, which a part of it does not share with the whole. */
  private static final List<String> OF_ONE_CONTENT = List.of("content-digest", "content-md5");

  /** As much as the upstream may send at once: many answers together may not bring more. */
  private static final int MAX_STORED_BYTES = 64 * 1024;

  /** Reads an upstream's head; the message is taken over. */
  static ResponseHead of(CacheEngine engine, ProxyRequest request, HttpResponse response) {
    Route route = request.route();
    int status = response.status().code();
    HttpHeaders headers = response.headers();
    boolean chunked = HttpUtil.isTransferEncodingChunked(response);
    boolean bodiless = status == 204 || status == 304;
    long length = chunked ? -1 : HttpUtil.getContentLength(response, -1L);
    boolean nominatesEndToEnd = nominatesEndToEnd(headers, route);
    List<String> required = requiredUpgrade(response, engine.config().upgrade());
    UpstreamHead.dropHopByHop(headers);
    if (status == 204) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    Rewriting.ofResponse(status, headers, request);
    headers.add(HttpHeaderNames.VIA, Via.of(response.protocolVersion()));
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, HttpDate.format(engine.nowMillis()));
    }
    if (!required.isEmpty()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      headers.set(HttpHeaderNames.UPGRADE, String.join(", ", required));
    }
    // A stream of HTTP/2 says its own end (https://www.rfc-editor.org/rfc/rfc9113#section-8.1).
    boolean framed = chunked || response.protocolVersion().majorVersion() == 2;
    boolean untilClose = !framed && length < 0 && !bodiless;
    // What was taken out may be what would forbid to store it, or to share it.
    String unstorable =
        nominatesEndToEnd || !required.isEmpty()
            ? "connection-option"
            : untilClose ? "unknown-length" : null;
    List<String> hidden = route.surrogates().hidden();
    return new ResponseHead(status, headers, hidden, length, unstorable);
  }

  /**
   * What a 426 requires, as far as it can be had on this side of us: what a 426 does not name the
   * client cannot ask for.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.22
   */
  private static List<String> requiredUpgrade(HttpResponse response, UpgradeRules rules) {
    return response.status().code() == 426
        ? rules.permitted(response.headers().getAll(HttpHeaderNames.UPGRADE))
        : List.of();
  }

  /** Without its surrogate keys a response would outlive what should purge it. */
  private static boolean nominatesEndToEnd(HttpHeaders headers, Route route) {
    List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
    for (String name : HopByHop.nominated(connection)) {
      // Whether it is there is asked first: that is the cheaper question, and hardly any is.
      if (headers.contains(name)
          && (HopByHop.isEndToEnd(name) || route.surrogates().fields().contains(name))) {
        return true;
      }
    }
    return false;
  }

  /** An interim response as it goes on; the message is taken over. */
  static HttpResponse interim(HttpResponse response, Route route) {
    UpstreamHead.dropHopByHop(response.headers());
    route.surrogates().hidden().forEach(response.headers()::remove);
    return response;
  }

  /** The head of a whole response with these fields. */
  private static ResponseHead whole(
      int status, HttpHeaders headers, List<String> hidden, long completeLength) {
    headers.remove(HttpHeaderNames.CONTENT_RANGE);
    if (status != 204) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, completeLength);
    }
    return new ResponseHead(status, headers, hidden, completeLength, null);
  }

  /**
   * The head of a stored response with the fields of a later answer about it.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-3.2
   */
  static ResponseHead updated(StoredResponse stored, ResponseHead answer) {
    HttpHeaders headers = new DefaultHttpHeaders();
    FieldUpdate.update(stored.fields(), answer.fields())
        .forEach(line -> headers.add(line.getKey(), line.getValue()));
    // Not stored, but counted: an upstream cache may have validated it some time ago.
    headers.add(HttpHeaderNames.AGE, answer.headers().getAll(HttpHeaderNames.AGE));
    return whole(stored.status(), headers, answer.hidden(), stored.completeLength());
  }

  /** The head of the whole of which this is the head of a part. */
  ResponseHead ofWhole(int wholeStatus, long completeLength) {
    return whole(wholeStatus, headersWithout(OF_ONE_CONTENT), hidden, completeLength);
  }

  /** Whether the fields are not too many or too long to be kept. */
  boolean isOfStorableSize() {
    long bytes = 0;
    Iterator<Map.Entry<String, String>> lines = headers.iteratorAsString();
    while (lines.hasNext()) {
      Map.Entry<String, String> line = lines.next();
      bytes += line.getKey().length() + line.getValue().length() + 4;
    }
    return bytes <= MAX_STORED_BYTES;
  }

  Fields fields() {
    return new NettyFields(headers);
  }

  @Override
  public @Nullable String entityTag() {
    return Validators.entityTag(fields());
  }

  @Override
  public long lastModifiedMillis() {
    return Validators.lastModifiedMillis(fields());
  }

  @Override
  public long dateMillis() {
    return Validators.dateMillis(fields());
  }

  @Override
  public long completeLength() {
    return contentLength;
  }

  /**
   * Whether it is the answer to what is asked, so that no earlier one is: neither a failure, nor
   * one for this request alone, nor about a part.
   */
  boolean replacesWhatIsStored() {
    boolean whole = status >= 200 && status < 400 && status != 206 && status != 304;
    return whole || status == 404 || status == 410;
  }

  /** Whether the upstream says that it failed, so that something stale may be served instead. */
  boolean isServerFailure() {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  /** A message for one client, with its own {@code Cache-Status} after the upstream's. */
  HttpResponse message(String cacheStatus) {
    return message(status, headers.copy(), cacheStatus);
  }

  /** Likewise for the only one who gets this: the fields become the message's own. */
  HttpResponse onlyMessage(String cacheStatus) {
    return message(status, headers, cacheStatus);
  }

  /** A message without the fields that are for the one only who asked first. */
  HttpResponse messageWithout(Collection<String> names, String cacheStatus) {
    return message(status, headersWithout(names), cacheStatus);
  }

  private HttpHeaders headersWithout(Collection<String> names) {
    HttpHeaders own = headers.copy();
    names.forEach(own::remove);
    return own;
  }

  /** The head for a client whose request did not cause this response, which is so old by now. */
  ResponseHead aged(long seconds) {
    HttpHeaders own = headers.copy();
    own.set(HttpHeaderNames.AGE, seconds);
    return new ResponseHead(status, own, hidden, contentLength, unstorable);
  }

  /** The 304 for a client that has this response. */
  HttpResponse notModified(Collection<String> without, String cacheStatus) {
    HttpHeaders own = headersWithout(without);
    boolean hasEntityTag = entityTag() != null;
    own.names().stream()
        .filter(name -> !NotModifiedFields.isSent(name.toLowerCase(Locale.ROOT), hasEntityTag))
        .forEach(own::remove);
    return message(304, own, cacheStatus);
  }

  /** The 206 for a client that gets a part of this response. */
  HttpResponse part(ByteRange range, Collection<String> without, String cacheStatus) {
    HttpHeaders own = headersWithout(without);
    OF_ONE_CONTENT.forEach(own::remove);
    own.set(HttpHeaderNames.CONTENT_RANGE, new ContentRange(range, contentLength).toString());
    own.set(HttpHeaderNames.CONTENT_LENGTH, range.length());
    return message(206, own, cacheStatus);
  }

  /** All that goes to a client comes through here. */
  private HttpResponse message(int status, HttpHeaders own, String cacheStatus) {
    hidden.forEach(own::remove);
    if (!cacheStatus.isEmpty()) {
      own.add("Cache-Status", cacheStatus);
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), own);
  }

  /**
   * The head as it is stored and sent, without what is hidden.
   *
   * @param dropped lower-case names of further fields that must not be stored
   */
  byte[] serialized(long bodyLength, Set<String> dropped) {
    StringBuilder out = new StringBuilder(512);
    out.append("HTTP/1.1 ").append(HttpResponseStatus.valueOf(status)).append("\r\n");
    appendLines(out, dropped, false);
    if (status != 204) {
      out.append("Content-Length: ").append(bodyLength).append("\r\n");
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The lines that are stored but not sent.
   *
   * @param dropped lower-case names of fields that must not be stored
   */
  byte[] serializedHidden(Set<String> dropped) {
    if (hidden.isEmpty()) {
      return NOTHING;
    }
    StringBuilder out = new StringBuilder();
    appendLines(out, dropped, true);
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void appendLines(StringBuilder out, Set<String> dropped, boolean ofHidden) {
    Iterator<Map.Entry<String, String>> lines = headers.iteratorAsString();
    while (lines.hasNext()) {
      Map.Entry<String, String> line = lines.next();
      String name = line.getKey().toLowerCase(Locale.ROOT);
      boolean stored = !NOT_STORED.contains(name) && !dropped.contains(name);
      if (stored && hidden.contains(name) == ofHidden) {
        out.append(line.getKey()).append(": ").append(line.getValue()).append("\r\n");
      }
    }
  }
}
