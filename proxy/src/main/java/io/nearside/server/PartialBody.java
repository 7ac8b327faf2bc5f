package io.nearside.server;

import io.nearside.http.ByteRange;
import io.nearside.http.ContentRange;
import io.nearside.store.StoredResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a 206: one part of the representation, or several as {@code multipart/byteranges}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.7
 */
final class PartialBody {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BOUNDARY_BYTES = 16;

  private final String headField;
  private final boolean multipart;
  private final List<Slice> slices;

  private PartialBody(String headField, boolean multipart, List<Slice> slices) {
    this.headField = headField;
    this.multipart = multipart;
    this.slices = slices;
  }

  static PartialBody of(StoredResponse response, List<ByteRange> ranges) {
    return ranges.size() == 1 ? single(response, ranges.get(0)) : multipart(response, ranges);
  }

  private static PartialBody single(StoredResponse response, ByteRange range) {
    return new PartialBody(contentRange(response, range), false, List.of(bytes(response, range)));
  }

  private static PartialBody multipart(StoredResponse response, List<ByteRange> ranges) {
    String boundary = boundary();
    String contentType = response.fields().first("content-type");
    List<Slice> slices = new ArrayList<>(2 * ranges.size() + 1);
    String delimiter = "--" + boundary + "\r\n";
    for (ByteRange range : ranges) {
      slices.add(Slice.of(delimiter + partHead(contentType, contentRange(response, range))));
      slices.add(bytes(response, range));
      delimiter = "\r\n--" + boundary + "\r\n";
    }
    slices.add(Slice.of("\r\n--" + boundary + "--\r\n"));
    String headField = "Content-Type: multipart/byteranges; boundary=" + boundary + "\r\n";
    return new PartialBody(headField, true, slices);
  }

  private static String partHead(@Nullable String contentType, String contentRange) {
    String type = contentType == null ? "" : "Content-Type: " + contentType + "\r\n";
    return type + contentRange + "\r\n";
  }

  private static String contentRange(StoredResponse response, ByteRange range) {
    return "Content-Range: " + new ContentRange(range, response.completeLength()) + "\r\n";
  }

  private static Slice bytes(StoredResponse response, ByteRange range) {
    int length = Math.toIntExact(range.length());
    return new Slice(response.encoded(), response.offsetOf(range), length);
  }

  /** Nobody can know it before, so that nobody can have put it into the body. */
  private static String boundary() {
    byte[] random = new byte[BOUNDARY_BYTES];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The field line that tells what the content is, with its end. */
  String headField() {
    return headField;
  }

  /** The name, in lower case, of the field that tells what the content is. */
  String headName() {
    return multipart ? "content-type" : "content-range";
  }

  /** The value of that field. */
  String headValue() {
    return headField.substring(headField.indexOf(':') + 1).strip();
  }

  /** Whether it is {@code multipart/byteranges}, whose parts have the stored content type. */
  boolean isMultipart() {
    return multipart;
  }

  /** The content, in order. No slice is empty. */
  List<Slice> slices() {
    return slices;
  }

  /** The content's length in bytes. */
  long length() {
    long length = 0;
    for (Slice slice : slices) {
      length += slice.length();
    }
    return length;
  }
}
