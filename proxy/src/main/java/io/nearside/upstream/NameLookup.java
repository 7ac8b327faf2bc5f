package io.nearside.upstream;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;

/** Who knows the addresses of a name. Never blocks. */
interface NameLookup {

  /** Looks the name up; the answer is told on the loop that asks. */
  Future<Answer> lookUp();

  /** Ends what is under way. */
  void close();

  /**
   * Addresses of a name.
   *
   * @param addresses at least one, those of the preferred family first
   * @param ttlSeconds for how long that is so; {@link #UNTOLD} where nobody said
   */
  record Answer(List<InetAddress> addresses, long ttlSeconds) {
    static final long UNTOLD = Long.MAX_VALUE;
  }
}
