package io.nearside.testing;

import java.io.ByteArrayOutputStream;

/** Field sections written by hand, well-formed or not. */
public final class Hpack {
  private Hpack() {}

  /** Each field as a literal without indexing, nothing of it in Huffman code. */
  public static byte[] literals(Field... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      out.write(0);
      string(out, field.name());
      string(out, field.value());
    }
    return out.toByteArray();
  }

  /** Sections one behind the other. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** These bytes. */
  public static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  private static void string(ByteArrayOutputStream out, String latin1) {
    integer(out, 7, latin1.length());
    out.writeBytes(MessageReader.latin1(latin1));
  }

  /** RFC 7541, section 5.1. */
  private static void integer(ByteArrayOutputStream out, int prefixBits, int value) {
    int most = (1 << prefixBits) - 1;
    if (value < most) {
      out.write(value);
      return;
    }
    out.write(most);
    int left = value - most;
    for (; left >= 128; left >>= 7) {
      out.write(left & 127 | 128);
    }
    out.write(left);
  }
}
