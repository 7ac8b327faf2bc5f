package io.nearside.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Fields in the form of HTTP/2: names in lower case, none of one connection.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9113#section-8.2
 */
public final class Http2Fields {
  private static final Set<AsciiString> OF_CONNECTIONS =
      Set.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("transfer-encoding"),
          AsciiString.cached("upgrade"));

  private Http2Fields() {}

  /**
   * Whether a field of this name, in lower case, is for one connection (section 8.2.2). By its
   * length first: hardly any name gets further.
   */
  public static boolean isOfConnection(CharSequence name) {
    return switch (name.length()) {
      case 7, 10, 16, 17 -> OF_CONNECTIONS.contains(AsciiString.of(name));
      default -> false;
    };
  }

  /** Adds the fields of an HTTP/1.1 message to a section, but for those of its connection. */
  public static void add(Http2Headers section, HttpHeaders fields) {
    Iterator<Map.Entry<CharSequence, CharSequence>> lines = fields.iteratorCharSequence();
    while (lines.hasNext()) {
      Map.Entry<CharSequence, CharSequence> line = lines.next();
      AsciiString name = AsciiString.of(line.getKey()).toLowerCase();
      if (!isOfConnection(name)) {
        section.add(name, line.getValue());
      }
    }
  }
}
