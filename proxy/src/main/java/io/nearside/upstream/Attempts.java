package io.nearside.upstream;

import io.nearside.http.Methods;
import io.nearside.upstream.BalanceConfig.Retry;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request has been through, and whether it may be sent once more.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
 */
final class Attempts {
  private final Retry rules;
  private final RetryBudget budget;
  private final String method;
  private final boolean hasBody;
  private final List<Endpoint> tried = new ArrayList<>();
  private int repeated;
  private boolean onFreshConnection;
  private boolean refused;
  private boolean maybeReceived;

  Attempts(Retry rules, RetryBudget budget, HttpRequest request, boolean hasBody) {
    this.rules = rules;
    this.budget = budget;
    this.method = request.method().name();
    this.hasBody = hasBody;
  }

  /** Where it was sent in vain, this one included. */
  List<Endpoint> tried(Endpoint endpoint) {
    if (!tried.contains(endpoint)) {
      tried.add(endpoint);
    }
    return tried;
  }

  /** Whether an upstream may have acted on it already. */
  boolean maybeReceived() {
    return maybeReceived;
  }

  /** It went out, and nothing is known of what became of it. */
  void received() {
    maybeReceived = true;
  }

  /** Nothing was sent. */
  boolean afterNoConnection() {
    return rules.on().contains(Retry.Reason.CONNECT) && takeOne();
  }

  /** It was sent, and nothing came back. */
  boolean afterSilence(Retry.Reason reason) {
    return rules.on().contains(reason) && !hasBody && Methods.isIdempotent(method) && takeOne();
  }

  /** It was answered with an error. */
  boolean afterStatus(int status) {
    return rules.statuses().contains(status) && !hasBody && isRead() && takeOne();
  }

  private boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  private boolean takeOne() {
    if (repeated >= rules.attempts() || !budget.take()) {
      return false;
    }
    repeated++;
    return true;
  }

  /**
   * A connection that had served others before ended without an answer: most likely it was ended
   * before the request arrived. Each does so once, so this needs no budget.
   */
  boolean afterReusedConnection() {
    if (onFreshConnection || hasBody || !Methods.isIdempotent(method)) {
      return false;
    }
    onFreshConnection = true;
    budget.spend();
    return true;
  }

  /** The upstream said that it has not processed it, and nothing of its body is gone. */
  boolean afterRefusal() {
    if (refused) {
      return takeOne();
    }
    refused = true;
    budget.spend();
    return true;
  }
}
