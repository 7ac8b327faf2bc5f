package io.nearside.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the PROXY header: sixteen bytes, the addresses, and records of type, length and
 * value.
 *
 * <p>Source: https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, section 2.2
 */
final class ProxyHeaderBinary {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final int VERSION_AT = 12;
  private static final int FAMILY_AT = 13;
  private static final int LENGTH_AT = 14;
  private static final int FIXED_BYTES = 16;

  /** Behind the fixed part. Certificates and such are sent by some; the protocol allows 64 KiB. */
  private static final int MOST_BYTES = 1024;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;

  private static final int CRC32C_TYPE = 0x03;
  private static final int CRC32C_BYTES = 4;
  private static final int SSL_TYPE = 0x20;
  private static final int SSL_BYTES = 5;
  private static final int CLIENT_SSL = 0x01;

  private ProxyHeaderBinary() {}

  static byte[] signature() {
    return SIGNATURE.clone();
  }

  /** How long the header is that begins here, {@link ProxyHeader#INCOMPLETE} or none. */
  static int length(ByteBuf in) {
    int start = in.readerIndex();
    if (in.readableBytes() > VERSION_AT && !isKnown(in.getUnsignedByte(start + VERSION_AT))) {
      return ProxyHeader.NONE;
    }
    if (in.readableBytes() < FIXED_BYTES) {
      return ProxyHeader.INCOMPLETE;
    }
    int length = in.getUnsignedShort(start + LENGTH_AT);
    if (length > MOST_BYTES) {
      return ProxyHeader.NONE;
    }
    return in.readableBytes() < FIXED_BYTES + length
        ? ProxyHeader.INCOMPLETE
        : FIXED_BYTES + length;
  }

  private static boolean isKnown(int versionAndCommand) {
    return versionAndCommand == LOCAL || versionAndCommand == PROXY;
  }

  /** What a whole one says; null where it is malformed. */
  static @Nullable ProxyHeader read(ByteBuf header) {
    if (header.getUnsignedByte(header.readerIndex() + VERSION_AT) == LOCAL) {
      return ProxyHeader.NOBODY;
    }
    ByteBuf rest = header.slice();
    int family = rest.getUnsignedByte(FAMILY_AT);
    rest.skipBytes(FIXED_BYTES);
    // The lower half is the transport, of which clients of QUIC have another one than we see.
    return switch (family) {
      case 0x00 -> ProxyHeader.NOBODY;
      case 0x11, 0x12 -> naming(header, rest, 4);
      case 0x21, 0x22 -> naming(header, rest, 16);
      case 0x31, 0x32 -> namingUnix(header, rest);
      default -> null;
    };
  }

  private static @Nullable ProxyHeader naming(ByteBuf header, ByteBuf rest, int addressBytes) {
    if (rest.readableBytes() < 2 * addressBytes + 4) {
      return null;
    }
    byte[] source = new byte[addressBytes];
    rest.readBytes(source).skipBytes(addressBytes);
    int port = rest.readUnsignedShort();
    rest.skipBytes(2);
    try {
      return said(header, rest, new InetSocketAddress(InetAddress.getByAddress(source), port));
    } catch (UnknownHostException ofNoSuchLength) {
      return null;
    }
  }

  private static @Nullable ProxyHeader namingUnix(ByteBuf header, ByteBuf rest) {
    return rest.readableBytes() < 216 ? null : said(header, rest.skipBytes(216), null);
  }

  /** With what the records behind the addresses say; null where they are malformed. */
  private static @Nullable ProxyHeader said(
      ByteBuf header, ByteBuf records, @Nullable InetSocketAddress client) {
    boolean secure = false;
    while (records.isReadable()) {
      if (records.readableBytes() < 3) {
        return null;
      }
      int type = records.readUnsignedByte();
      int length = records.readUnsignedShort();
      if (length > records.readableBytes()) {
        return null;
      }
      ByteBuf value = records.readSlice(length);
      if (type == SSL_TYPE) {
        if (length < SSL_BYTES) {
          return null;
        }
        secure = (value.getByte(0) & CLIENT_SSL) != 0;
      }
      if (type == CRC32C_TYPE && !isChecksum(header, value, records.readerIndex() - length)) {
        return null;
      }
    }
    return ProxyHeader.naming(client, secure);
  }

  /** Whether this is the checksum of the header with zeros in its place. */
  private static boolean isChecksum(ByteBuf header, ByteBuf value, int at) {
    if (value.readableBytes() != CRC32C_BYTES) {
      return false;
    }
    byte[] bytes = ByteBufUtil.getBytes(header);
    for (int i = 0; i < CRC32C_BYTES; i++) {
      bytes[at + i] = 0;
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    return sum.getValue() == value.getUnsignedInt(0);
  }
}
