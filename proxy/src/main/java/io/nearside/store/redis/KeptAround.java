package io.nearside.store.redis;

import io.nearside.store.PurgeLog.Mark;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a write got and would keep although it purges it: it may when nothing else purged its tags
 * since the write began.
 *
 * @param tags the tags of what is to be kept
 * @param since the mark of the write's own request
 * @param mark told under which mark it may be kept
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record KeptAround(long[] tags, Mark since, Consumer<Mark> mark) {
  private static final Logger LOG = LoggerFactory.getLogger(KeptAround.class);

  /** Whether it has one of these tags. */
  boolean hasAnyOf(Set<Long> purged) {
    return Arrays.stream(tags).anyMatch(purged::contains);
  }

  void tell(Mark own) {
    try {
      mark.accept(own);
    } catch (RuntimeException e) {
      // Others wait behind this one.
      LOG.warn("could not tell that a response may be kept", e);
    }
  }
}
