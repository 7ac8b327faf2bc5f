package io.nearside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 sections 14.1 and 14.2. */
class RangesTest {

  private static String within(String field, long completeLength) {
    RangeSpecs specs = RangeSpecs.parse(List.of(field));
    if (specs == null) {
      return "ignored";
    }
    return specs.within(completeLength).stream()
        .map(range -> range.first() + "-" + range.last())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-499                   | 0-499",
        "bytes=500-999                 | 500-999",
        "bytes=-500                    | 9500-9999",
        "bytes=9500-                   | 9500-9999",
        "bytes=0-0,-1                  | 0-0 9999-9999",
        "bytes= 0-999, 4500-5499, -1000 | 0-999 4500-5499 9000-9999",
        "Bytes=0-0                     | 0-0",
        "bytes=0-99999                 | 0-9999",
        "bytes=-99999                  | 0-9999",
        "bytes=0-                      | 0-9999",
        "bytes=,0-0,,5-5 ,\t7-7,       | 0-0 5-5 7-7",
        "bytes=0-0,10000-,-0           | 0-0",
        "bytes=00000000000000000000001-2 | 1-2",
      })
  void readsTheExamplesForTenThousandBytes(String field, String ranges) {
    assertThat(within(field, 10_000)).isEqualTo(ranges);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=10000-",
        "bytes=10000-20000",
        "bytes=-0",
        "bytes=-00",
        "bytes=99999999999999999999-",
        "bytes=99999999999999999999-99999999999999999999999",
        "bytes=10000-10001,20000-,-0",
      })
  void whatBeginsBehindTheEndIsNotSatisfiable(String field) {
    assertThat(within(field, 10_000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes= , ,",
        "bytes=-",
        "bytes=--1",
        "bytes=1",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=5-4",
        "bytes=0-0,5-4",
        "bytes=0-0,x",
        "bytes=0 - 1",
        "bytes=0- 1",
        "bytes= - 1",
        "bytes=+1-2",
        "bytes=1.5-2",
        "bytes =0-1",
        "bytes 0-1",
        "bytes=0-1;2-3",
        "bytes=0-1, bytes=2-3",
        "lines=0-1",
        "bytesx=0-1",
        "bytes=\u0661-2",
      })
  void otherUnitsAndInvalidSetsAreIgnored(String field) {
    assertThat(within(field, 10_000)).isEqualTo("ignored");
  }

  @Test
  void severalLinesAreIgnored() {
    assertThat(RangeSpecs.parse(List.of("bytes=0-1", "bytes=2-3"))).isNull();
    assertThat(RangeSpecs.parse(List.of())).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=500-600,601-999         | 500-999",
        "bytes=500-700,601-999         | 500-999",
        "bytes=601-999,500-700         | 500-999",
        "bytes=0-9,11-19               | 0-9 11-19",
        "bytes=20-29,0-9               | 20-29 0-9",
        "bytes=20-29,0-9,25-40         | 20-40 0-9",
        "bytes=30-39,0-9,-9990         | 0-9999",
        "bytes=50-59,0-9,5-49          | 0-59",
        "bytes=100-,0-                 | 0-9999",
        "bytes=5-5,5-5,5-5             | 5-5",
      })
  void whatOverlapsOrTouchesIsOneWhereTheFirstWasAskedFor(String field, String ranges) {
    assertThat(within(field, 10_000)).isEqualTo(ranges);
  }

  @Test
  void anExcessiveSetIsIgnored() {
    String most = "0-0" + ",0-0".repeat(RangeSpecs.MAX_MEMBERS - 1);

    assertThat(within("bytes=" + most, 10)).isEqualTo("0-0");
    assertThat(within("bytes=" + most + ",0-0", 10)).isEqualTo("ignored");
  }

  @Test
  void partsAreNeverLongerThanTheWholeAndHaveGapsBetweenThem() {
    Random random = new Random(53);
    for (int i = 0; i < 20_000; i++) {
      long length = 1 + random.nextInt(60);
      RangeSpecs specs = random(random);

      List<ByteRange> parts = specs.within(length);

      boolean[] sent = new boolean[(int) length];
      for (ByteRange part : parts) {
        for (long at = part.first(); at <= part.last(); at++) {
          assertThat(sent[(int) at]).as("%s of %s", specs, length).isFalse();
          sent[(int) at] = true;
        }
      }
      for (long at = 0; at < length; at++) {
        assertThat(sent[(int) at]).as("%s of %s", specs, length).isEqualTo(asks(specs, at, length));
      }
      for (ByteRange part : parts) {
        assertThat(part.first() > 0 && sent[(int) part.first() - 1]).isFalse();
      }
    }
  }

  private static RangeSpecs random(Random random) {
    StringBuilder field = new StringBuilder("bytes=");
    for (int i = random.nextInt(12); i >= 0; i--) {
      int first = random.nextInt(70);
      switch (random.nextInt(4)) {
        case 0 -> field.append('-').append(first);
        case 1 -> field.append(first).append('-');
        default -> field.append(first).append('-').append(first + random.nextInt(10));
      }
      field.append(',');
    }
    return RangeSpecs.parse(List.of(field.toString()));
  }

  private static boolean asks(RangeSpecs specs, long at, long length) {
    return specs.members().stream()
        .map(spec -> spec.within(length))
        .anyMatch(range -> range != null && range.contains(new ByteRange(at, at)));
  }

  @Test
  void neverThrowsWhateverItReads() {
    Random random = new Random(54);
    String[] seeds = {
      "bytes=0-499", "bytes=-500", "bytes= 0-999, 4500-5499, -1000", "bytes=9500-,0-0,-1"
    };
    for (int i = 0; i < 100_000; i++) {
      String text = Mutations.of(seeds[i % seeds.length], random);
      RangeSpecs read = RangeSpecs.parse(List.of(text));
      if (read != null) {
        assertThat(RangeSpecs.parse(List.of(read.toString()))).as(text).isEqualTo(read);
        for (long length : new long[] {1, 500, 10_000, Long.MAX_VALUE - 1}) {
          long sum = read.within(length).stream().mapToLong(ByteRange::length).sum();
          assertThat(sum).as(text).isBetween(0L, length);
        }
      }
    }
  }
}
