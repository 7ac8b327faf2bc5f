package io.nearside.upstream;

import io.nearside.wire.Address;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of an upstream's addresses a request goes to, and what happens when that fails.
 *
 * @param algorithm how one of those that are usable is chosen
 * @param slowStartMillis so long does the share of an address grow that is new or back; 0: at once
 * @param health how addresses are asked how they are; null: not at all
 * @param eject when an address is left alone because its requests fail
 * @param retry when a request is sent once more
 * @param breaker when the upstream as a whole is left alone; null: never
 * @param resolve how names are looked up
 */
public record BalanceConfig(
    Algorithm algorithm,
    long slowStartMillis,
    @Nullable Health health,
    Eject eject,
    Retry retry,
    @Nullable Break breaker,
    Resolve resolve) {

  /** How one is chosen. */
  public enum Algorithm {
    ROUND_ROBIN,
    /** The one with the fewest requests under way. */
    LEAST_PENDING,
    /** Consistent hash: a key has its address for as long as that is usable. */
    HASH
  }

  /**
   * Requests of our own that ask how an address is.
   *
   * @param path with its query
   * @param intervalMillis from one to the next
   * @param timeoutMillis for the connection and the response's head
   * @param healthy so many good ones in a row and it is used again
   * @param unhealthy so many bad ones in a row and it is not used
   * @param statuses the good ones
   * @param host for {@code Host}; null: the address as configured
   */
  public record Health(
      String path,
      long intervalMillis,
      long timeoutMillis,
      int healthy,
      int unhealthy,
      List<Statuses> statuses,
      @Nullable String host) {

    boolean isGood(int status) {
      for (Statuses range : statuses) {
        if (range.lowest() <= status && status <= range.highest()) {
          return true;
        }
      }
      return false;
    }
  }

  /** Statuses from one to another, both included. */
  public record Statuses(int lowest, int highest) {}

  /**
   * When an address is left alone, where there are others.
   *
   * @param failures so many in a row; 0: never
   * @param timeMillis for so long at first, twice as long each next time
   * @param maxTimeMillis but no longer than this
   * @param maxShare no more of the addresses at once, but always one
   */
  public record Eject(int failures, long timeMillis, long maxTimeMillis, double maxShare) {}

  /**
   * When a request is sent once more, to another address.
   *
   * @param attempts so often at most
   * @param budget so many of them for each request at most
   * @param minPerSecond but so many in any second
   * @param on after what
   * @param statuses after these, too, where it is a GET or HEAD
   */
  public record Retry(
      int attempts, double budget, int minPerSecond, Set<Reason> on, Set<Integer> statuses) {

    /** After what a request is sent once more. */
    public enum Reason {
      /** There was no connection. */
      CONNECT,
      /** The connection ended before the first byte of an answer. */
      RESET,
      /** No answer in time. */
      TIMEOUT
    }
  }

  /**
   * When the upstream as a whole is left alone.
   *
   * @param share of the requests that fail
   * @param least so many requests at least
   * @param windowMillis in this time
   * @param openMillis for so long, and then until one request is answered
   */
  public record Break(double share, int least, long windowMillis, long openMillis) {}

  /**
   * How names are looked up.
   *
   * @param minTtlMillis an answer holds so long at least
   * @param maxTtlMillis and so long at most
   * @param nameServers who is asked; empty: whom the machine asks
   */
  public record Resolve(long minTtlMillis, long maxTtlMillis, List<Address.Inet> nameServers) {}
}
