package io.nearside.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the PROXY header, a line: {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}.
 *
 * <p>Source: https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, section 2.1
 */
final class ProxyHeaderText {
  private static final byte[] SIGNATURE = "PROXY ".getBytes(US_ASCII);

  /** With its end of line; the longest is that of two IPv6 addresses. */
  private static final int MOST_BYTES = 107;

  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern IPV4_LEADING_ZERO = Pattern.compile("(^|.*\\.)0[0-9].*");

  private ProxyHeaderText() {}

  static byte[] signature() {
    return SIGNATURE.clone();
  }

  /** How long the header is that begins here, {@link ProxyHeader#INCOMPLETE} or none. */
  static int length(ByteBuf in) {
    int start = in.readerIndex();
    int end = in.indexOf(start, start + Math.min(in.readableBytes(), MOST_BYTES), (byte) '\n');
    if (end < 0) {
      return in.readableBytes() < MOST_BYTES ? ProxyHeader.INCOMPLETE : ProxyHeader.NONE;
    }
    boolean ended = end > start && in.getByte(end - 1) == '\r';
    return ended ? end - start + 1 : ProxyHeader.NONE;
  }

  /** What a whole one says; null where it is malformed. */
  static @Nullable ProxyHeader read(ByteBuf header) {
    String line = header.toString(US_ASCII);
    String[] words = line.substring(0, line.length() - 2).split(" ", -1);
    if (words.length > 1 && words[1].equals("UNKNOWN")) {
      // Whatever stands behind it is to be ignored.
      return ProxyHeader.NOBODY;
    }
    if (words.length != 6) {
      return null;
    }
    InetAddress source = address(words[1], words[2]);
    InetAddress destination = address(words[1], words[3]);
    int port = port(words[4]);
    if (source == null || destination == null || port < 0 || port(words[5]) < 0) {
      return null;
    }
    return ProxyHeader.naming(new InetSocketAddress(source, port), false);
  }

  private static @Nullable InetAddress address(String family, String text) {
    boolean valid =
        switch (family) {
          case "TCP4" ->
              NetUtil.isValidIpV4Address(text) && !IPV4_LEADING_ZERO.matcher(text).matches();
          case "TCP6" -> IPV6.matcher(text).matches() && NetUtil.isValidIpV6Address(text);
          default -> false;
        };
    byte[] bytes = valid ? NetUtil.createByteArrayFromIpAddressString(text) : null;
    try {
      // This makes an IPv4 address of one that is mapped to IPv6, so that both are the same client.
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException ofNoSuchLength) {
      return null;
    }
  }

  /** A port in decimal without leading zeros, or -1. */
  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    return port > 65_535 ? -1 : port;
  }
}
