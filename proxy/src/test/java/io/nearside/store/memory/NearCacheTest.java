package io.nearside.store.memory;

import static io.nearside.store.Responses.builder;
import static io.nearside.store.Responses.ofBodySize;
import static io.nearside.store.Responses.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.caching.CacheKey;
import io.nearside.http.ByteRange;
import io.nearside.store.PurgeLog.Mark;
import io.nearside.store.StoredResponse;
import io.nearside.store.VaryRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NearCacheTest {
  private static final CacheKey KEY = CacheKey.primary("GET http://a/x");
  private static final Mark MARK = new Mark(5, 100);
  private long nanos;
  private final NearCache cache = new NearCache(new NearConfig(1_000_000), () -> nanos);

  @Test
  void givesWhatWasPut() {
    StoredResponse response = response(MARK, 1);
    assertThat(cache.get(KEY)).isNull();
    cache.put(KEY, response);
    assertThat(cache.get(KEY)).isSameAs(response);
    assertThat(cache.get(KEY.variant(3))).isNull();
  }

  @Test
  void whatIsUsedAgainAndAgainStaysAlsoWhenNotEachUseIsNoted() {
    NearCache small = new NearCache(new NearConfig(50_000), () -> nanos);
    small.put(KEY, ofBodySize(MARK, 1_000));
    for (int i = 0; i < 2_000; i++) {
      small.put(CacheKey.primary("GET http://a/" + i), ofBodySize(MARK, 1_000));
      assertThat(small.get(KEY, 1_000_000 + i * 100L)).isNotNull();
    }
  }

  @Test
  void ofTwoResponsesTheLaterPositionStays() {
    StoredResponse later = response(new Mark(5, 101), 1);
    cache.put(KEY, later);
    cache.put(KEY, response(MARK, 1));
    assertThat(cache.get(KEY)).isSameAs(later);
  }

  @Test
  void theEpochOutweighsThePosition() {
    StoredResponse later = response(new Mark(6, 1), 1);
    cache.put(KEY, response(MARK, 1));
    cache.put(KEY, later);
    cache.put(KEY, response(MARK, 1));
    assertThat(cache.get(KEY)).isSameAs(later);
  }

  @Test
  void ofTwoWithTheSamePositionTheNewOneStays() {
    StoredResponse freshened = response(MARK, 1);
    cache.put(KEY, response(MARK, 1));
    cache.put(KEY, freshened);
    assertThat(cache.get(KEY)).isSameAs(freshened);
  }

  @Test
  void anOlderCopyFromElsewhereDoesNotReplaceAYoungerOneOfTheSamePosition() {
    StoredResponse older = builder(MARK, 1).times(1_000, 9_000, 9_000, 9_000, 9_000).build();
    StoredResponse younger = builder(MARK, 1).times(2_000, 5_000, 5_000, 5_000, 5_000).build();
    cache.put(KEY, younger);
    cache.put(KEY, older);
    assertThat(cache.get(KEY)).isSameAs(younger);
  }

  @Test
  void whatWasFetchedHereReplacesACopyOfTheSamePositionWhateverItsAge() {
    StoredResponse kept = builder(MARK, 1).times(2_000, 9_000, 9_000, 9_000, 9_000).build();
    StoredResponse fetched =
        builder(MARK, 1).times(1_000, 5_000, 5_000, 5_000, 5_000).fetchBeganMillis(3_000).build();
    cache.put(KEY, kept);
    cache.put(KEY, fetched);
    assertThat(cache.get(KEY)).isSameAs(fetched);
  }

  @Test
  void partsDoNotReplaceTheWholeOfTheSameRepresentation() {
    StoredResponse whole = tagged("a", MARK, 1_000).build();
    cache.put(KEY, whole);
    cache.put(KEY, parts(tagged("a", MARK, 2_000)));
    assertThat(cache.get(KEY)).isSameAs(whole);
  }

  @Test
  void partsReplaceAnOlderWholeOfAnotherRepresentation() {
    StoredResponse parts = parts(tagged("b", MARK, 2_000));
    cache.put(KEY, tagged("a", MARK, 1_000).build());
    cache.put(KEY, parts);
    assertThat(cache.get(KEY)).isSameAs(parts);
  }

  @Test
  void partsDoNotReplaceAWholeThatIsNotOlder() {
    StoredResponse whole = tagged("a", MARK, 2_000).build();
    cache.put(KEY, whole);
    cache.put(KEY, parts(tagged("b", MARK, 2_000)));
    assertThat(cache.get(KEY)).isSameAs(whole);
  }

  @Test
  void partsFromALaterPlaceReplaceAWholeAndNotTheOtherWayRound() {
    StoredResponse parts = parts(tagged("a", new Mark(5, 101), 1_000));
    cache.put(KEY, tagged("a", MARK, 2_000).build());
    cache.put(KEY, parts);
    assertThat(cache.get(KEY)).isSameAs(parts);
    cache.put(KEY, tagged("b", MARK, 3_000).build());
    assertThat(cache.get(KEY)).isSameAs(parts);
  }

  @Test
  void aWholeReplacesPartsOfTheSamePlace() {
    StoredResponse whole = tagged("a", MARK, 1_000).build();
    cache.put(KEY, parts(tagged("a", MARK, 2_000)));
    cache.put(KEY, whole);
    assertThat(cache.get(KEY)).isSameAs(whole);
  }

  @Test
  void morePartsReplaceFewer() {
    StoredResponse more = parts(tagged("a", MARK, 1_000));
    cache.put(KEY, parts(tagged("a", MARK, 1_000)));
    cache.put(KEY, more);
    assertThat(cache.get(KEY)).isSameAs(more);
  }

  /** Fetched here. */
  private static StoredResponse.Builder tagged(String tag, Mark mark, long originMillis) {
    String head = "HTTP/1.1 200 OK\r\nETag: \"" + tag + "\"\r\n";
    return builder(mark, 1)
        .times(originMillis, 61_000, 61_000, 61_000, 121_000)
        .fetchBeganMillis(originMillis)
        .head(head.getBytes(StandardCharsets.US_ASCII));
  }

  private static StoredResponse parts(StoredResponse.Builder of) {
    return of.parts(10, List.of(new ByteRange(3, 4))).build();
  }

  @Test
  void aVaryRuleAndAResponseReplaceEachOther() {
    VaryRule rule = new VaryRule(List.of("accept"));
    StoredResponse response = response(MARK, 1);
    cache.put(KEY, response);
    cache.put(KEY, rule);
    assertThat(cache.get(KEY)).isSameAs(rule);
    cache.put(KEY, response);
    assertThat(cache.get(KEY)).isSameAs(response);
  }

  @Test
  void onlyTheVeryValueIsRemoved() {
    StoredResponse old = response(MARK, 1);
    StoredResponse current = response(MARK, 1);
    cache.put(KEY, old);
    cache.put(KEY, current);
    cache.remove(KEY, old);
    assertThat(cache.get(KEY)).isSameAs(current);
    cache.remove(KEY, current);
    assertThat(cache.get(KEY)).isNull();
  }

  @Test
  void staysWithinItsBytes() {
    for (int i = 0; i < 1000; i++) {
      cache.put(CacheKey.primary("GET http://a/" + i), ofBodySize(MARK, 10_000));
    }
    assertThat(cache.weightedBytes()).isBetween(500_000L, 1_000_000L);
    assertThat(cache.count()).isBetween(50L, 100L);
  }

  @Test
  void countsKeysOverheadAndASecondFormOfTheHeadToo() {
    StoredResponse response = response(MARK, 1);
    cache.put(KEY, response);
    assertThat(cache.weightedBytes())
        .isEqualTo(
            response.encoded().length
                + response.headLength()
                + KEY.text().length()
                + NearCache.ENTRY_OVERHEAD_BYTES);
  }

  @Test
  void aValueThatCannotFitLeavesTheOthersAlone() {
    cache.put(KEY, response(MARK, 1));
    CacheKey large = CacheKey.primary("GET http://a/large");
    cache.put(large, ofBodySize(MARK, 1_000_001));
    assertThat(cache.get(large)).isNull();
    assertThat(cache.get(KEY)).isNotNull();
  }

  @Test
  void aValueThatCannotFitStillEndsTheOneItReplaces() {
    cache.put(KEY, response(MARK, 1));
    cache.put(KEY, ofBodySize(new Mark(5, 101), 1_000_001));
    assertThat(cache.get(KEY)).isNull();
  }

  @Test
  void whatIsGoneLeavesMemoryWithoutBeingRead() {
    for (int i = 0; i < 50; i++) {
      cache.put(CacheKey.primary("GET http://a/" + i), response(MARK, 1));
    }
    nanos += TimeUnit.MINUTES.toNanos(5);
    cache.put(KEY, response(MARK, 1));
    assertThat(cache.count()).isEqualTo(1);
  }

  @Test
  void aClearedCacheIsEmpty() {
    cache.put(KEY, response(MARK, 1));
    cache.clear();
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.weightedBytes()).isZero();
  }

  @Test
  void aCacheOfNoBytesIsOff() {
    NearCache off = new NearCache(new NearConfig(0));
    off.put(KEY, response(MARK, 1));
    off.remove(KEY, response(MARK, 1));
    off.clear();
    assertThat(off.get(KEY)).isNull();
    assertThat(off.count()).isZero();
    assertThat(off.weightedBytes()).isZero();
  }
}
