package io.nearside.server;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The field section of a request, or its trailer section, as the decoder finds it line by line:
 * where a line is malformed all of it is.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2
 */
final class ReceivedFields extends DefaultHttp2Headers {
  /*
   * The lines go where the rest of the program reads them, not into the superclass: one copy, and
   * their order is known, which the superclass does not keep.
   */
  private static final DefaultHttpHeadersFactory FACTORY =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);
  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString SCHEME = AsciiString.cached(":scheme");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");
  private static final AsciiString PATH = AsciiString.cached(":path");

  private HttpHeaders fields = FACTORY.newHeaders();
  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String authority;
  private @Nullable String path;
  private @Nullable StringBuilder cookie;
  private @Nullable String fault;
  private int lines;

  ReceivedFields() {
    super(false, false, 2);
  }

  /** Forgets what it holds, to be filled anew; what {@link #fields} has given away stays. */
  ReceivedFields emptied() {
    fields = FACTORY.newHeaders();
    method = null;
    scheme = null;
    authority = null;
    path = null;
    cookie = null;
    fault = null;
    lines = 0;
    return this;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (fault == null) {
      fault = line((AsciiString) name, (AsciiString) value);
    }
    return this;
  }

  private @Nullable String line(AsciiString name, AsciiString value) {
    if (name.isEmpty()) {
      return "a field without a name";
    }
    if (name.byteAt(0) == ':') {
      return fields.isEmpty() && cookie == null ? pseudo(name, value) : "a pseudo-field too late";
    }
    lines++;
    String wrong = FieldRules.fault(name, value);
    if (wrong != null) {
      return wrong;
    }
    if (name.contentEquals(HttpHeaderNames.COOKIE)) {
      crumb(value);
    } else {
      fields.add(name, value.toString());
    }
    return null;
  }

  private @Nullable String pseudo(AsciiString name, AsciiString value) {
    String text = value.toString();
    boolean again;
    if (name.contentEquals(METHOD)) {
      again = method != null;
      method = text;
    } else if (name.contentEquals(SCHEME)) {
      again = scheme != null;
      scheme = text;
    } else if (name.contentEquals(AUTHORITY)) {
      again = authority != null;
      authority = text;
    } else if (name.contentEquals(PATH)) {
      again = path != null;
      path = text;
    } else {
      return "a pseudo-field that requests do not have";
    }
    return again ? "a pseudo-field twice" : FieldRules.valueFault(value);
  }

  /** https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3 */
  private void crumb(AsciiString value) {
    StringBuilder joined = cookie;
    if (joined == null) {
      cookie = new StringBuilder(value.length() + 64).append(value);
    } else {
      joined.append("; ").append(value);
    }
  }

  /** What is malformed in it, or null. */
  @Nullable String fault() {
    return fault;
  }

  /** How many field lines it has, without pseudo-fields. */
  int lines() {
    return lines;
  }

  /** Whether it has pseudo-fields, which no trailer section may have. */
  boolean hasPseudoFields() {
    return method != null || scheme != null || authority != null || path != null;
  }

  // Each empty where there was none.

  String methodName() {
    return method == null ? "" : method;
  }

  String schemeName() {
    return scheme == null ? "" : scheme;
  }

  String authorityName() {
    return authority == null ? "" : authority;
  }

  String target() {
    return path == null ? "" : path;
  }

  /** The fields as an HTTP/1.1 request would have them. */
  HttpHeaders fields() {
    StringBuilder joined = cookie;
    if (joined != null) {
      cookie = null;
      fields.set(HttpHeaderNames.COOKIE, joined.toString());
    }
    return fields;
  }

  // What the decoder asks for and does itself.

  @Override
  public List<CharSequence> getAll(CharSequence name) {
    return List.copyOf(fields.getAll(name));
  }

  @Override
  public Http2Headers setLong(CharSequence name, long value) {
    fields.set(name, Long.toString(value));
    return this;
  }

  @Override
  public int size() {
    return lines;
  }
}
