package io.nearside.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nominated field names of a resource's {@code Vary}: kept under the primary key, it says in
 * which slot a request finds its variant. It is only a hint: a variant proves itself.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9111#section-4.1
 *
 * @param names lower case, sorted, without doubles
 */
public record VaryRule(List<String> names) implements CacheValue {
  static final byte MAGIC = 'V';
  static final byte VERSION = 1;
  private static final int HEADER = 8;
  private static final int MAX_NAMES = 64;

  public VaryRule {
    names = List.copyOf(names);
  }

  @Override
  public byte[] encoded() {
    byte[][] parts = new byte[names.size()][];
    int total = HEADER;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = names.get(i).getBytes(StandardCharsets.US_ASCII);
      total += 2 + parts[i].length;
    }
    ByteBuffer out = ByteBuffer.allocate(total);
    out.put(MAGIC).put(VERSION).putShort((short) parts.length).putInt(total);
    for (byte[] part : parts) {
      out.putShort((short) part.length).put(part);
    }
    return out.array();
  }

  static @Nullable VaryRule decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (in.remaining() < HEADER || in.get() != MAGIC || in.get() != VERSION) {
      return null;
    }
    int count = in.getShort();
    if (in.getInt() != encoded.length || count < 1 || count > MAX_NAMES) {
      return null;
    }
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (in.remaining() < 2) {
        return null;
      }
      int length = in.getShort();
      if (length < 1 || length > in.remaining()) {
        return null;
      }
      names.add(new String(encoded, in.position(), length, StandardCharsets.US_ASCII));
      in.position(in.position() + length);
    }
    return in.hasRemaining() ? null : new VaryRule(names);
  }
}
