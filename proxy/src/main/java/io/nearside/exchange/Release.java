package io.nearside.exchange;

/** Why an exchange that waited has to look for itself. */
enum Release {
  /** The response was for the leader only. */
  UNSHAREABLE,
  /** The upstream answered the leader with an error of its own. */
  ERROR,
  /** The response is another variant than the one it selects. */
  OTHER_VARIANT,
  /** Something was purged since the fetch began. */
  PURGED,
  /** The fetch ended before it could be joined. */
  OVER
}
