package io.nearside.scenario.listeners;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** PROXY headers of version 2, byte by byte, as Latin-1 text. */
public final class ProxyHeaders {
  public static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  public static final int LOCAL = 0x20;
  public static final int PROXY = 0x21;

  private ProxyHeaders() {}

  /** A header with this in its fields and behind them. */
  public static String binary(int command, int family, String rest) {
    return SIGNATURE
        + (char) command
        + (char) family
        + (char) (rest.length() >> 8)
        + (char) (rest.length() & 0xFF)
        + rest;
  }

  /** One that names this client over TCP. */
  public static String naming(String client, String... records) {
    String source = address(client);
    int family = source.length() == 4 ? 0x11 : 0x21;
    String destination = address(source.length() == 4 ? "198.51.100.9" : "2001:db8::9");
    return binary(
        PROXY,
        family,
        source + destination + "\u0004\u0000\u0000\u0050" + String.join("", records));
  }

  /** A record behind the addresses. */
  public static String record(int type, String value) {
    return "" + (char) type + (char) (value.length() >> 8) + (char) (value.length() & 0xFF) + value;
  }

  public static String address(String literal) {
    try {
      return latin1(InetAddress.getByName(literal).getAddress());
    } catch (IOException notALiteral) {
      throw new UncheckedIOException(notALiteral);
    }
  }

  public static String hex(String digits) {
    return latin1(HexFormat.of().parseHex(digits));
  }

  /** With this as the last record's value, which is four zeros. */
  public static String checked(String header, int sum) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new DataOutputStream(bytes).writeInt(sum);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return header.substring(0, header.length() - 4) + latin1(bytes.toByteArray());
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
