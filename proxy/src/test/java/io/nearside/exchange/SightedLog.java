package io.nearside.exchange;

import io.nearside.store.PurgeLog;
import io.nearside.store.StoredResponse;
import java.util.function.Consumer;

/** A purge log that a test can blind: then nothing stored is known to be good. */
final class SightedLog implements PurgeLog {
  private final PurgeLog log;
  boolean blind;

  SightedLog(PurgeLog log) {
    this.log = log;
  }

  @Override
  public long nowMillis() {
    return log.nowMillis();
  }

  @Override
  public boolean isFollowed() {
    return !blind;
  }

  @Override
  public Mark mark() {
    return log.mark();
  }

  @Override
  public Standing standing(StoredResponse response) {
    Standing standing = log.standing(response);
    return blind && standing != Standing.PURGED ? Standing.UNKNOWN : standing;
  }

  @Override
  public long softPurgedAtMillis(StoredResponse response) {
    return log.softPurgedAtMillis(response);
  }

  @Override
  public boolean trusts(long fetchBeganMillis) {
    return !blind;
  }

  @Override
  public boolean purgedSince(Mark mark, long[] tags) {
    return log.purgedSince(mark, tags);
  }

  @Override
  public boolean softlyPurgedSince(Mark mark, long[] tags) {
    return log.softlyPurgedSince(mark, tags);
  }

  @Override
  public void purge(long[] tags, boolean soft, Consumer<Outcome> done) {
    log.purge(tags, soft, done);
  }

  @Override
  public void purgeAround(
      long[] tags, long[] kept, Mark since, Consumer<Outcome> done, Consumer<Mark> mark) {
    log.purgeAround(tags, kept, since, done, mark);
  }

  @Override
  public void close() {
    log.close();
  }
}
