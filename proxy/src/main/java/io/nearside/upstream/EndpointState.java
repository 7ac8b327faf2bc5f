package io.nearside.upstream;

/**
 * What is known of one address at a moment.
 *
 * @param address resolved
 * @param healthy as it says itself, where it is asked
 * @param ejected whether it is left alone because its requests failed
 * @param pending requests under way
 */
public record EndpointState(String address, boolean healthy, boolean ejected, int pending) {
  static EndpointState of(Endpoint endpoint) {
    return new EndpointState(
        endpoint.toString(), endpoint.isHealthy(), endpoint.isEjected(), endpoint.pending());
  }
}
