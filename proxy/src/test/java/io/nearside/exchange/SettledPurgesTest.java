package io.nearside.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.PurgeTags;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.memory.MemoryPurgeLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettledPurgesTest {
  private static final long[] TAGS = {1, 2};
  private static final long[] EVERYTHING = {PurgeTags.everything()};

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger purged = new AtomicInteger();
  private final MemoryPurgeLog log = new MemoryPurgeLog(nanos::get, 1_000_000);
  private final SettledPurges settled =
      new SettledPurges(
          log,
          new ExchangeListener() {
            @Override
            public void purgedApart(int tags, boolean appended) {
              purged.incrementAndGet();
            }
          });

  @BeforeEach
  void stopTime() {
    channel.freezeTime();
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  private void passMillis(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private void after(long millis) {
    settled.after(millis, TAGS, channel.eventLoop());
  }

  @Test
  void tagsArePurgedWhenTheTimeIsOver() {
    Mark mark = log.mark();
    after(200);
    passMillis(199);
    assertThat(log.purgedSince(mark, new long[] {1})).isFalse();
    passMillis(1);

    assertThat(log.purgedSince(mark, new long[] {1})).isTrue();
    assertThat(log.purgedSince(mark, new long[] {2})).isTrue();
    assertThat(purged).hasValue(1);
  }

  @Test
  void whatComesBeyondTheBoundPurgesEverythingAndNotTooEarly() {
    for (int i = 0; i < SettledPurges.MAX_OUTSTANDING; i++) {
      after(1_000);
    }
    after(100);
    Mark mark = log.mark();
    passMillis(60);
    after(100);
    passMillis(40);
    assertThat(log.purgedSince(mark, EVERYTHING)).isTrue();

    Mark between = log.mark();
    passMillis(59);
    assertThat(log.purgedSince(between, EVERYTHING)).isFalse();
    passMillis(1);
    assertThat(log.purgedSince(between, EVERYTHING)).isTrue();
    assertThat(purged).hasValue(2);
  }

  @Test
  void thereIsRoomAgainAfterwards() {
    for (int i = 0; i < SettledPurges.MAX_OUTSTANDING; i++) {
      after(10);
    }
    passMillis(10);
    assertThat(purged).hasValue(SettledPurges.MAX_OUTSTANDING);
    Mark mark = log.mark();
    after(10);
    passMillis(10);

    assertThat(log.purgedSince(mark, TAGS)).isTrue();
    assertThat(log.purgedSince(mark, EVERYTHING)).isFalse();
  }
}
