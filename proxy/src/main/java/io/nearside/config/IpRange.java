package io.nearside.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An address or a block of addresses. Nothing is looked up. */
final class IpRange {
  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
  private static final String ACCEPTED = "an address or CIDR, e.g. 10.0.0.0/8 or ::1";

  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          int slash = text.indexOf('/');
          String address = slash < 0 ? text : text.substring(0, slash);
          int bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
          if (bits < 0) {
            throw new NotAccepted("not an address", ACCEPTED);
          }
          if (slash >= 0 && !isPrefix(text.substring(slash + 1), bits)) {
            throw new NotAccepted("not a prefix length", "/0 to /" + bits);
          }
          return text;
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private IpRange() {}

  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  static boolean isIpv6(String text) {
    if (!IPV6_CHARACTERS.matcher(text).matches()) {
      return false;
    }
    try {
      // A text with a colon is never looked up: it is an address or it fails.
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  private static boolean isPrefix(String text, int bits) {
    return PREFIX.matcher(text).matches() && Integer.parseInt(text) <= bits;
  }
}
