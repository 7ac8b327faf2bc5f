package io.nearside.store.redis;

/** What can happen between this sidecar and Redis, beside what is wanted. */
public enum RedisEvent {
  /** A connection stands (again). */
  CONNECTED,
  /** A connection broke. */
  DISCONNECTED,
  /** A connection could not be made; it is tried again for ever. */
  CONNECT_FAILED,
  /** What was found in the place of the log's primary is something else; it is looked for again. */
  NOT_PRIMARY,
  /** Redis is a cluster, and the configuration does not say so. */
  CLUSTER_NOT_CONFIGURED,
  /** Redis may evict the log, as it has a bound and a policy that does not spare it. */
  LOG_EVICTABLE,
  /** This machine's clock and Redis's are far apart. */
  CLOCKS_APART,
  /** Redis is older than what is needed. */
  SERVER_TOO_OLD,
  /** A read had no answer before its deadline. */
  READ_TIMED_OUT,
  /** A read was not sent: disconnected, the breaker is open, or too many are outstanding. */
  READ_REJECTED,
  /** A read was answered with an error. */
  READ_FAILED,
  /** A value was not in our format. */
  READ_UNREADABLE,
  /** A write was not sent: disconnected, the breaker is open, or too much is outstanding. */
  WRITE_DROPPED,
  /** A write was answered with an error, or its connection broke. */
  WRITE_FAILED,
  /** Reads and writes are rejected at once until Redis answers a probe. */
  BREAKER_OPENED,
  /** Redis answered a probe. */
  BREAKER_CLOSED,
  /** A record of purges could not be appended; it is tried again until it is. */
  APPEND_FAILED,
  /** A purge was not acknowledged before its deadline. */
  APPEND_LATE,
  /** So many purges waited for Redis that they became a purge of everything. */
  PURGES_OVERFLOWED,
  /** The log could not be read. */
  FOLLOW_FAILED,
  /** A record of the log was not in our format: everything was purged. */
  RECORD_UNREADABLE,
  /** The log was trimmed past our place: what is older than its first record was purged. */
  FELL_BEHIND,
  /** Records of the log were lost. */
  LOG_LOST,
  /** This sidecar began a new epoch of the log. */
  EPOCH_OPENED,
  /** A new epoch of the log was read: everything before it is purged. */
  EPOCH_ADOPTED
}
