package io.nearside.server;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY header says of the connection behind it.
 *
 * <p>Source: https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt
 *
 * @param names whether it names a client at all; else the proxy speaks for itself, or does not know
 * @param client whom it names; null for one that has no address, as of a Unix domain socket
 * @param secure whether it says that the client's connection is encrypted
 */
record ProxyHeader(boolean names, @Nullable InetSocketAddress client, boolean secure) {
  /** It names nobody: what is known of the connection holds. */
  static final ProxyHeader NOBODY = new ProxyHeader(false, null, false);

  /** The length of a header that has not come as a whole. */
  static final int INCOMPLETE = 0;

  /** The length of what is no header. */
  static final int NONE = -1;

  static ProxyHeader naming(@Nullable InetSocketAddress client, boolean secure) {
    return new ProxyHeader(true, client, secure);
  }
}
