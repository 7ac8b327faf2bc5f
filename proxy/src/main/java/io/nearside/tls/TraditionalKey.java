package io.nearside.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in the forms from before PKCS#8, which many tools still write, put into that one:
 * only a name for the algorithm is missing.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc5958#section-2
 */
final class TraditionalKey {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /** The parameters of an EC key: https://www.rfc-editor.org/rfc/rfc5915#section-3 */
  private static final int PARAMETERS = 0xa0;

  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final byte[] RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private TraditionalKey() {}

  /** https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2 */
  static byte[] ofRsa(byte[] key) {
    return pkcs8(RSA, key);
  }

  /** The same of an EC key, or null when it does not name its curve. */
  static byte @Nullable [] ofEc(byte[] key) {
    byte[] curve = curve(key);
    return curve == null ? null : pkcs8(wrapped(SEQUENCE, EC, curve), key);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return wrapped(SEQUENCE, VERSION, algorithm, wrapped(OCTET_STRING, key));
  }

  private static byte @Nullable [] curve(byte[] key) {
    int[] all = content(key, 0);
    if (all == null || (key[0] & 0xff) != SEQUENCE) {
      return null;
    }
    int at = all[0];
    while (at < all[1]) {
      int[] part = content(key, at);
      if (part == null) {
        return null;
      }
      if ((key[at] & 0xff) == PARAMETERS) {
        return Arrays.copyOfRange(key, part[0], part[1]);
      }
      at = part[1];
    }
    return null;
  }

  /** Where the content of an element begins and ends; null where it is not whole. */
  private static int @Nullable [] content(byte[] der, int at) {
    if (at + 2 > der.length) {
      return null;
    }
    int length = der[at + 1] & 0xff;
    int from = at + 2;
    if (length >= 0x80) {
      int digits = length & 0x7f;
      if (digits > 2 || from + digits > der.length) {
        return null;
      }
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = (length << 8) | (der[from + i] & 0xff);
      }
      from += digits;
    }
    return from + length > der.length ? null : new int[] {from, from + length};
  }

  private static byte[] wrapped(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length & 0xff);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
