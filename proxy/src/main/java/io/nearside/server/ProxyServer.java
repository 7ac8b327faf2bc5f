package io.nearside.server;

/** To come. */
final class ProxyServer {}
