package io.nearside.upstream;

import io.nearside.wire.Address;
import java.net.SocketAddress;

/**
 * One address that connections are made to.
 *
 * @param socket resolved
 * @param named as it is written in the configuration: for the names in TLS, and for the log
 */
record Destination(SocketAddress socket, Address named) {}
