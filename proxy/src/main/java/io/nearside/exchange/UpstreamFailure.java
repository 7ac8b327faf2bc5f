package io.nearside.exchange;

/**
 * Why the upstream gave no complete response. The text is the error type of {@code Proxy-Status}.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9209#section-2.3
 */
public enum UpstreamFailure {
  /** The name has no address. */
  DNS_ERROR("dns_error", 502, "the upstream's name has no address"),
  /** Nobody said in time what address the name has. */
  DNS_TIMEOUT("dns_timeout", 504, "the upstream's name was not looked up in time"),
  /** Nobody listens there. */
  CONNECTION_REFUSED("connection_refused", 502, "the upstream refused the connection"),
  /** No connection within its time. */
  CONNECTION_TIMEOUT("connection_timeout", 504, "the upstream did not accept a connection in time"),
  /**
   * The connection could not be made for another reason, or none of the addresses is in a state to
   * be used.
   */
  DESTINATION_UNAVAILABLE("destination_unavailable", 503, "the upstream cannot be reached"),
  /** Its certificate is not one that is trusted, or not its own. */
  TLS_CERTIFICATE_ERROR(
      "tls_certificate_error", 502, "the upstream's certificate is not to be trusted"),
  /** There was no TLS session for another reason. */
  TLS_PROTOCOL_ERROR("tls_protocol_error", 502, "no TLS session with the upstream"),
  /** The far store is away, and the upstream has as much to do as the route allows then. */
  PROTECTED("connection_limit_reached", 503, "the upstream is protected from more requests"),
  /** As much is under way as may be, and the queue is full or was too slow. */
  OVERLOADED("connection_limit_reached", 503, "too many requests wait for the upstream"),
  /** The connection ended before the response began. */
  CONNECTION_TERMINATED(
      "connection_terminated", 502, "the upstream closed the connection without an answer"),
  /** No response head within its time. */
  RESPONSE_TIMEOUT("http_response_timeout", 504, "the upstream did not answer in time"),
  /** The connection ended, or stood still, within the response. */
  RESPONSE_INCOMPLETE("http_response_incomplete", 502, "the upstream broke its answer off"),
  /** The request has more or longer fields than the upstream has said that it takes. */
  FIELDS_TOO_LARGE("http_request_error", 431, "the request's fields are too much for the upstream"),
  /** A client asked to leave HTTP, which cannot be asked for over HTTP/2. */
  UPGRADE_FAILED("http_upgrade_failed", 502, "the upstream speaks HTTP/2, which has no Upgrade"),
  /** What came was not HTTP, or not an answer to this request. */
  PROTOCOL_ERROR("http_protocol_error", 502, "the upstream's answer is not HTTP as we know it");

  private final String text;
  private final int status;
  private final String sentence;

  UpstreamFailure(String text, int status, String sentence) {
    this.text = text;
    this.status = status;
    this.sentence = sentence;
  }

  /** What happened, for people. */
  public String sentence() {
    return sentence;
  }

  /** The error type as in {@code Proxy-Status}. */
  public String text() {
    return text;
  }

  /** Whether the upstream may have received the request, and acted on it. */
  public boolean mayHaveBeenReceived() {
    return switch (this) {
      case DNS_ERROR,
          DNS_TIMEOUT,
          CONNECTION_REFUSED,
          CONNECTION_TIMEOUT,
          DESTINATION_UNAVAILABLE,
          TLS_CERTIFICATE_ERROR,
          TLS_PROTOCOL_ERROR,
          FIELDS_TOO_LARGE,
          UPGRADE_FAILED,
          PROTECTED,
          OVERLOADED ->
          false;
      case CONNECTION_TERMINATED, RESPONSE_TIMEOUT, RESPONSE_INCOMPLETE, PROTOCOL_ERROR -> true;
    };
  }

  /** Whether another request for the same might not fail. */
  public boolean isOfTheRequest() {
    return this == FIELDS_TOO_LARGE;
  }

  /** The status that the client gets when the response has not begun. */
  public int status() {
    return status;
  }
}
