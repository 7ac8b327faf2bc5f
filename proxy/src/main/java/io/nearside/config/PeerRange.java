package io.nearside.config;

/** Whom a connection is from: an address, a block of addresses, or any Unix domain socket. */
final class PeerRange {
  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          return text.equals(ListenAddress.UNIX) ? text : IpRange.SYNTAX.parse(text);
        }

        @Override
        public String accepted() {
          return IpRange.SYNTAX.accepted() + "; \"unix:\" for clients of Unix domain sockets";
        }
      };

  private PeerRange() {}
}
