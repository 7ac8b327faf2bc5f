package io.nearside.exchange;

/**
 * The texts of {@code Proxy-Status} on answers that we make ourselves. Such an answer has no other
 * member; on what is passed on, those of others stay as they came and we add none.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9209#section-2
 */
public final class ProxyStatus {
  /** We answer without asking the upstream because the client wants it so. */
  public static final String ONLY_IF_CACHED = ownResponse("only-if-cached");

  /** The request has been here too often. */
  static final String LOOP = error("proxy_loop_detected").toString();

  /** As many connections have switched protocols as may. */
  static final String NO_MORE_TUNNELS = error("connection_limit_reached").toString();

  private ProxyStatus() {}

  /** The upstream gave no response that could be passed on. */
  public static String of(UpstreamFailure failure) {
    return error(failure.text()).toString();
  }

  /**
   * The upstream gave no response that could be passed on.
   *
   * @param receivedStatus the status that it began its response with
   */
  public static String of(UpstreamFailure failure, int receivedStatus) {
    return error(failure.text()).with("received-status", receivedStatus).toString();
  }

  /** The request is malformed, too much, or nothing for us, and was not forwarded. */
  public static String refused(int status) {
    return status < 500
        ? error("http_request_error").with("status-code", status).toString()
        : error("proxy_internal_response").toString();
  }

  /** We answer in the upstream's place, for this reason. */
  public static String ownResponse(String details) {
    return error("proxy_internal_response").withText("details", details).toString();
  }

  private static StatusMember error(String type) {
    return new StatusMember(CacheStatus.NAME).with("error", type);
  }
}
