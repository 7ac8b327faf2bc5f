package io.nearside.upstream;

/** To come. */
final class UpstreamClient {}
