package io.nearside.exchange;

/** To come. */
final class ResponseSink {}
