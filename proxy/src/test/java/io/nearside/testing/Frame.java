package io.nearside.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A frame of HTTP/2.
 *
 * @param fields those of its field section, where it was received and has one
 */
public record Frame(int type, int flags, int streamId, byte[] payload, List<Field> fields) {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  public static final int PRIORITY_FLAG = 0x20;

  private static final List<String> TYPES =
      List.of(
          "DATA",
          "HEADERS",
          "PRIORITY",
          "RST_STREAM",
          "SETTINGS",
          "PUSH_PROMISE",
          "PING",
          "GOAWAY",
          "WINDOW_UPDATE",
          "CONTINUATION");
  private static final List<String> ERRORS =
      List.of(
          "NO_ERROR",
          "PROTOCOL_ERROR",
          "INTERNAL_ERROR",
          "FLOW_CONTROL_ERROR",
          "SETTINGS_TIMEOUT",
          "STREAM_CLOSED",
          "FRAME_SIZE_ERROR",
          "REFUSED_STREAM",
          "CANCEL",
          "COMPRESSION_ERROR",
          "CONNECT_ERROR",
          "ENHANCE_YOUR_CALM",
          "INADEQUATE_SECURITY",
          "HTTP_1_1_REQUIRED");

  /** Any frame, also one that must not be. */
  public static Frame of(int type, int flags, int streamId, byte... payload) {
    return new Frame(type, flags, streamId, payload, List.of());
  }

  public static Frame data(int streamId, boolean end, String latin1) {
    return of(DATA, end ? END_STREAM : 0, streamId, MessageReader.latin1(latin1));
  }

  /** HEADERS with a whole field section, each field a literal that is not indexed. */
  public static Frame headers(int streamId, boolean end, Field... fields) {
    return headers(streamId, end, Hpack.literals(fields));
  }

  /** HEADERS with these bytes as a whole field section. */
  public static Frame headers(int streamId, boolean end, byte[] block) {
    return of(HEADERS, END_HEADERS | (end ? END_STREAM : 0), streamId, block);
  }

  public static Frame continuation(int streamId, boolean end, byte[] block) {
    return of(CONTINUATION, end ? END_HEADERS : 0, streamId, block);
  }

  public static Frame reset(int streamId, int error) {
    return of(RST_STREAM, 0, streamId, word(error));
  }

  /** SETTINGS of identifiers and values in turn. */
  public static Frame settings(int... identifiersAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(identifiersAndValues.length * 3);
    for (int i = 0; i < identifiersAndValues.length; i += 2) {
      payload.putShort((short) identifiersAndValues[i]).putInt(identifiersAndValues[i + 1]);
    }
    return of(SETTINGS, 0, 0, payload.array());
  }

  public static Frame settingsAck() {
    return of(SETTINGS, ACK, 0);
  }

  public static Frame ping(long opaque) {
    return of(PING, 0, 0, ByteBuffer.allocate(8).putLong(opaque).array());
  }

  public static Frame windowUpdate(int streamId, int increment) {
    return of(WINDOW_UPDATE, 0, streamId, word(increment));
  }

  /** Four bytes. */
  public static byte[] word(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The error code of RST_STREAM and GOAWAY, in words. */
  public String error() {
    int at = type == GOAWAY ? 4 : 0;
    if (payload.length < at + 4) {
      return "too short";
    }
    int code = ByteBuffer.wrap(payload).getInt(at);
    return code >= 0 && code < ERRORS.size() ? ERRORS.get(code) : "error " + code;
  }

  int wordAt(int index) {
    return ByteBuffer.wrap(payload).getInt(index);
  }

  /** Whether this is a request with HEAD, its fields literals. */
  boolean isHead() {
    return MessageReader.latin1(payload).contains("\7:method\4HEAD");
  }

  String typeName() {
    return type < TYPES.size() ? TYPES.get(type) : "type " + type;
  }

  /** With this length in its head, whatever the payload's is. */
  public byte[] bytes(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(9 + payload.length);
    out.write(length >> 16);
    out.write(length >> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(word(streamId));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  public byte[] bytes() {
    return bytes(payload.length);
  }

  @Override
  public String toString() {
    String what = typeName() + " flags=" + flags + " stream=" + streamId;
    return switch (type) {
      case HEADERS -> what + " " + fields;
      case RST_STREAM, GOAWAY -> what + " " + error();
      default ->
          what
              + " length="
              + payload.length
              + " "
              + HexFormat.of().formatHex(Arrays.copyOf(payload, Math.min(payload.length, 48)));
    };
  }
}
