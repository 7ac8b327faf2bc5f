/** Clients that speak TLS to a whole sidecar; begin at {@code OverTlsTest}. */
package io.nearside.scenario.tls;
