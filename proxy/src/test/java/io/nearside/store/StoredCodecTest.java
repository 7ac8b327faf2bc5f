package io.nearside.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nearside.caching.Validators;
import io.nearside.http.ByteRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredCodecTest {
  private static final byte[] DIGEST = new byte[32];
  private static final byte[] HEAD = ascii("HTTP/1.1 404 Not Found\r\nX-A: b\r\n");
  private static final byte[] HIDDEN = ascii("xkey: a b\r\nCache-Tag: c\r\n");

  static {
    Arrays.fill(DIGEST, (byte) 7);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static StoredResponse.Builder builder() {
    return new StoredResponse.Builder()
        .status(404)
        .times(1, 2, 3, 4, 5)
        .mark(new PurgeLog.Mark(6, 7))
        .tags(8, -9, Long.MIN_VALUE)
        .head(HEAD)
        .hidden(HIDDEN)
        .body(List.of(ascii("hello "), ascii("world")));
  }

  /** Bytes 2 to 6 and 9 to 14 of 20. */
  private static StoredResponse partial() {
    return builder()
        .status(200)
        .head(ascii("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 20\r\n"))
        .parts(20, List.of(new ByteRange(2, 6), new ByteRange(9, 14)))
        .build();
  }

  private static StoredResponse variant() {
    return builder()
        .lifetimeByRule(true)
        .vary(List.of("accept", "accept-encoding"), DIGEST)
        .fetchBeganMillis(99)
        .fetchMillis(1234)
        .build();
  }

  @Test
  void responseComesBackAsItWasStored() {
    StoredResponse stored = variant();
    StoredResponse read = (StoredResponse) CacheValue.decode(stored.encoded());

    for (StoredResponse response : List.of(stored, read)) {
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.originMillis()).isEqualTo(1);
      assertThat(response.freshUntilMillis()).isEqualTo(2);
      assertThat(response.staleWhileRevalidateUntilMillis()).isEqualTo(3);
      assertThat(response.staleIfErrorUntilMillis()).isEqualTo(4);
      assertThat(response.goneAtMillis()).isEqualTo(5);
      assertThat(response.epoch()).isEqualTo(6);
      assertThat(response.position()).isEqualTo(7);
      assertThat(response.tags()).containsExactly(8, -9, Long.MIN_VALUE);
      assertThat(response.tagCount()).isEqualTo(3);
      assertThat(response.tag(1)).isEqualTo(-9);
      assertThat(response.fetchMillis()).isEqualTo(1234);
      assertThat(response.lifetimeByRule()).isTrue();
      assertThat(response.varyNames()).containsExactly("accept", "accept-encoding");
      assertThat(response.varyDigestIs(DIGEST)).isTrue();
      assertThat(response.varyDigestIs(new byte[32])).isFalse();
      assertThat(part(response, response.headOffset(), response.headLength())).isEqualTo(HEAD);
      assertThat(response.fields().first("X-A")).isEqualTo("b");
      assertThat(response.fields().first("Xkey")).isEqualTo("a b");
      assertThat(response.fields().first("Cache-Tag")).isEqualTo("c");
      assertThat(part(response, response.bodyOffset(), response.bodyLength()))
          .isEqualTo(ascii("hello world"));
    }
    assertThat(stored.fetchBeganMillis()).isEqualTo(99);
    assertThat(read.fetchBeganMillis()).isEqualTo(StoredResponse.NOT_FETCHED_HERE);
  }

  @Test
  void whatIsMadeStaleIsOtherwiseTheSame() {
    StoredResponse stale = variant().staleFrom(1);

    assertThat(stale.freshUntilMillis()).isEqualTo(1);
    assertThat(stale.staleWhileRevalidateUntilMillis()).isEqualTo(1);
    assertThat(stale.staleIfErrorUntilMillis()).isEqualTo(4);
    assertThat(stale.fields().first("xkey")).isEqualTo("a b");
    assertThat(stale.varyNames()).containsExactly("accept", "accept-encoding");
    assertThat(stale.fetchBeganMillis()).isEqualTo(99);
    assertThat(stale.fetchMillis()).isEqualTo(1234);
  }

  @Test
  void aNumberThatCannotBeIsNothing() {
    for (int at :
        new int[] {
          StoredFormat.HEAD_LENGTH,
          StoredFormat.HIDDEN_LENGTH,
          StoredFormat.BODY_LENGTH,
          StoredFormat.FETCH_MILLIS
        }) {
      for (int value : new int[] {-1, Integer.MIN_VALUE}) {
        byte[] bytes = variant().encoded().clone();
        ByteBuffer.wrap(bytes).putInt(at, value);
        assertThat(CacheValue.decode(bytes)).as("%d at %d", value, at).isNull();
      }
    }
  }

  /** Their sum is right, but what comes before the head is not that long. */
  @Test
  void lengthsThatMoveTheHeadAreNothing() {
    for (byte[] whole : List.of(variant().encoded(), builder().build().encoded())) {
      for (int more = -whole.length; more <= whole.length; more++) {
        ByteBuffer bytes = ByteBuffer.wrap(whole.clone());
        int hidden = bytes.getInt(StoredFormat.HIDDEN_LENGTH);
        bytes.putInt(StoredFormat.HIDDEN_LENGTH, hidden + more);
        assertThat(CacheValue.decode(bytes.array()) != null).as("%d", more).isEqualTo(more == 0);
      }
    }
  }

  @Test
  void moreTagsThanCanBeCountedAreRefused() {
    long[] tags = new long[0x10000];
    assertThatIllegalStateException().isThrownBy(() -> builder().tags(tags).build());
    assertThat(builder().tags(Arrays.copyOf(tags, 0xffff)).build().tagCount()).isEqualTo(0xffff);
  }

  @Test
  void responseWithoutVaryTagsHeadAndBodyComesBack() {
    StoredResponse stored =
        builder().tags().head(new byte[0]).body(List.of()).lifetimeByRule(false).build();
    StoredResponse read = (StoredResponse) CacheValue.decode(stored.encoded());

    assertThat(read.varyNames()).isEmpty();
    assertThat(read.tags()).isEmpty();
    assertThat(read.bodyLength()).isZero();
    assertThat(read.lifetimeByRule()).isFalse();
  }

  @Test
  void responseNeedsItsMarkAndAVariantItsDigest() {
    assertThatIllegalStateException().isThrownBy(() -> new StoredResponse.Builder().build());
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().vary(List.of("accept"), new byte[31]).build());
  }

  @Test
  void varyRuleComesBackAsItWasStored() {
    VaryRule rule = new VaryRule(List.of("accept", "origin"));

    assertThat(CacheValue.decode(rule.encoded())).isEqualTo(rule);
  }

  @Test
  void aRuleWithoutNamesOrWithTooManyIsNone() {
    assertThat(CacheValue.decode(new VaryRule(List.of()).encoded())).isNull();
    String[] names = new String[65];
    Arrays.fill(names, "x");
    assertThat(CacheValue.decode(new VaryRule(List.of(names)).encoded())).isNull();
    assertThat(CacheValue.decode(new VaryRule(List.of("")).encoded())).isNull();
  }

  @Test
  void whatIsCutShortOrTooLongIsNothing() {
    for (byte[] whole :
        List.of(
            variant().encoded(),
            builder().build().encoded(),
            partial().encoded(),
            new VaryRule(List.of("accept", "origin")).encoded())) {
      for (int length = 0; length < whole.length; length++) {
        assertThat(CacheValue.decode(Arrays.copyOf(whole, length))).as("%d bytes", length).isNull();
      }
      assertThat(CacheValue.decode(Arrays.copyOf(whole, whole.length + 1))).isNull();
    }
  }

  @Test
  void otherKindsAndVersionsAreNothing() {
    for (byte[] whole :
        List.of(variant().encoded(), partial().encoded(), new VaryRule(List.of("a")).encoded())) {
      for (int value = 0; value < 256; value++) {
        for (int at = 0; at < 2; at++) {
          byte[] changed = whole.clone();
          changed[at] = (byte) value;
          assertThat(CacheValue.decode(changed) != null).isEqualTo(changed[at] == whole[at]);
        }
      }
    }
  }

  @Test
  void randomChangesNeverThrow() {
    long seed = 1234;
    Random random = new Random(seed);
    byte[][] seeds = {
      variant().encoded(),
      builder().build().encoded(),
      builder().tags().head(new byte[0]).hidden(new byte[0]).body(List.of()).build().encoded(),
      partial().encoded(),
      new VaryRule(List.of("accept", "origin")).encoded()
    };
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = changed(seeds[i % seeds.length], random);
      CacheValue value = CacheValue.decode(bytes);
      if (value instanceof StoredResponse response) {
        read++;
        assertUsable(response, seed);
      } else if (value instanceof VaryRule rule) {
        read++;
        assertThat(rule.names()).isNotEmpty();
      }
    }
    assertThat(read).isBetween(100, 9_900);
  }

  /** One to four bytes set; sometimes cut or grown, and the length made right again. */
  private static byte[] changed(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    boolean resized = random.nextInt(4) == 0;
    if (resized) {
      bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 16));
    }
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
      int at =
          random.nextInt(
              random.nextBoolean()
                  ? bytes.length
                  : Math.min(StoredFormat.HEADER + 64, bytes.length));
      bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : -random.nextInt(2));
    }
    if (resized && bytes.length >= 8 && random.nextBoolean()) {
      ByteBuffer.wrap(bytes).putInt(4, bytes.length);
    }
    return bytes;
  }

  private static void assertUsable(StoredResponse response, long seed) {
    int length = response.encoded().length;
    assertThat(response.headOffset()).as("seed %d", seed).isBetween(StoredFormat.HEADER, length);
    assertThat(response.bodyOffset() + response.bodyLength()).isEqualTo(length);
    assertThat(response.toString()).isNotEmpty();
    response.status();
    response.goneAtMillis();
    response.lifetimeByRule();
    response.mustValidate();
    response.staleForbidden();
    String entityTag = response.entityTag();
    assertThat(entityTag == null || Validators.isEntityTag(entityTag)).isTrue();
    for (int i = 0; i < response.tagCount(); i++) {
      assertThat(response.tag(i)).isEqualTo(response.tags()[i]);
    }
    assertThat(response.fetchMillis()).isNotNegative();
    assertThat(response.bodyOffset())
        .isGreaterThanOrEqualTo(response.headOffset() + response.headLength());
    response.fields().forEachLine((name, value) -> assertThat(name).isNotEmpty());
    assertPartsAreInside(response);
    if (!response.varyNames().isEmpty()) {
      response.varyDigestIs(DIGEST);
    }
  }

  private static void assertPartsAreInside(StoredResponse response) {
    long sum = 0;
    for (ByteRange part : response.parts()) {
      sum += part.length();
      assertThat(response.covers(part)).isTrue();
      assertThat(part.last()).isLessThan(response.completeLength());
      assertThat(response.offsetOf(part) + part.length())
          .isEqualTo(response.bodyOffset() + sum)
          .isLessThanOrEqualTo(response.encoded().length);
    }
    assertThat(sum).isEqualTo(response.bodyLength());
  }

  private static byte[] part(StoredResponse response, int offset, int length) {
    return Arrays.copyOfRange(response.encoded(), offset, offset + length);
  }
}
