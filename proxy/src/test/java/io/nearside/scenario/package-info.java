/**
 * The whole sidecar between a client and a backend, all three on real sockets. Start at {@link
 * io.nearside.scenario.WireScene}.
 */
package io.nearside.scenario;
