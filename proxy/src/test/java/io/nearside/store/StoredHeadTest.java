package io.nearside.store;

import static io.nearside.store.Responses.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearside.http.HttpDate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stored response knows of its head without reading it again. */
class StoredHeadTest {
  private static final PurgeLog.Mark MARK = new PurgeLog.Mark(1, 2);
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final long DATE_MILLIS = 784_111_777_000L;

  private static StoredResponse withLines(String... lines) {
    String head =
        "HTTP/1.1 200 OK\r\n"
            + String.join("", List.of(lines).stream().map(l -> l + "\r\n").toList());
    StoredResponse stored = builder(MARK).head(head.getBytes(StandardCharsets.ISO_8859_1)).build();
    StoredResponse read = (StoredResponse) CacheValue.decode(stored.encoded());
    assertThat(read.entityTag()).isEqualTo(stored.entityTag());
    assertThat(read.dateMillis()).isEqualTo(stored.dateMillis());
    return read;
  }

  @Test
  void theValidatorsAreThere() {
    StoredResponse stored =
        withLines("A: b", "etag:  W/\"x\u00e9\" ", "Last-Modified: " + DATE, "DATE: " + DATE);
    assertThat(stored.entityTag()).isEqualTo("W/\"x\u00e9\"");
    assertThat(stored.lastModifiedMillis()).isEqualTo(DATE_MILLIS);
    assertThat(stored.dateMillis()).isEqualTo(DATE_MILLIS);
  }

  @Test
  void whatIsAbsentIsNotThere() {
    StoredResponse stored = withLines("A: b");
    assertThat(stored.entityTag()).isNull();
    assertThat(stored.lastModifiedMillis()).isEqualTo(HttpDate.INVALID);
    assertThat(stored.dateMillis()).isEqualTo(HttpDate.INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "", "\"", "W/", "w/\"a\"", "\"a", "\"a\"b\"", "\"a b\"", "\"a\", \"b\""})
  void whatIsNotWrittenAsAnEntityTagIsNone(String text) {
    assertThat(withLines("ETag: " + text).entityTag()).isNull();
  }

  @Test
  void linesThatContradictEachOtherAreNoValidator() {
    assertThat(withLines("ETag: \"a\"", "ETag: \"b\"").entityTag()).isNull();
    assertThat(withLines("ETag: \"a\"", "ETag: \"a\"").entityTag()).isEqualTo("\"a\"");
    assertThat(withLines("Last-Modified: " + DATE, "Last-Modified: x").lastModifiedMillis())
        .isEqualTo(HttpDate.INVALID);
  }

  @Test
  void theFieldLinesComeBackInOrder() {
    StoredResponse stored = withLines("A: 1", "b:2", "a:", "C: x: y");
    List<String> lines = new ArrayList<>();
    stored.fields().forEachLine((name, value) -> lines.add(name + "=" + value));
    assertThat(lines).containsExactly("A=1", "b=2", "a=", "C=x: y");
    assertThat(stored.fields().all("a")).containsExactly("1", "");
    assertThat(stored.fields().first("B")).isEqualTo("2");
    assertThat(stored.fields().first("d")).isNull();
    assertThat(stored.fields().contains("c")).isTrue();
  }

  @Test
  void moreLinesThanThereIsRoomForAtFirstAreRead() {
    String[] lines = new String[100];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "X-" + i + ": " + i;
    }
    assertThat(withLines(lines).fields().first("x-99")).isEqualTo("99");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:60 GMT"
      })
  void theFirstAndTheLastDateComeBack(String text) {
    assertThat(withLines("Date: " + text).dateMillis()).isEqualTo(HttpDate.parse(text));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1, Long.MAX_VALUE, Long.MIN_VALUE + 1, 253_402_300_801_000L})
  void aNumberThatNoDateHasIsNothing(long millis) {
    for (int at : new int[] {StoredFormat.LAST_MODIFIED, StoredFormat.DATE}) {
      byte[] bytes = withLines("A: b").encoded().clone();
      ByteBuffer.wrap(bytes).putLong(at, millis);
      assertThat(CacheValue.decode(bytes)).isNull();
    }
  }

  @Test
  void theFlagsComeBack() {
    for (int flags = 0; flags < 8; flags++) {
      StoredResponse stored =
          builder(MARK)
              .lifetimeByRule((flags & 1) != 0)
              .mustValidate((flags & 2) != 0)
              .staleForbidden((flags & 4) != 0)
              .build();
      StoredResponse read = (StoredResponse) CacheValue.decode(stored.encoded());
      assertThat(read.lifetimeByRule()).isEqualTo((flags & 1) != 0);
      assertThat(read.mustValidate()).isEqualTo((flags & 2) != 0);
      assertThat(read.staleForbidden()).isEqualTo((flags & 4) != 0);
    }
  }
}
