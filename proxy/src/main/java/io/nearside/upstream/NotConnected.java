package io.nearside.upstream;

import io.nearside.exchange.UpstreamFailure;

/** That there is no connection, for a reason that is known better than from a socket's failure. */
final class NotConnected extends Exception {
  private static final long serialVersionUID = 1;

  private final UpstreamFailure failure;

  NotConnected(UpstreamFailure failure, String message) {
    super(message);
    this.failure = failure;
  }

  UpstreamFailure failure() {
    return failure;
  }
}
