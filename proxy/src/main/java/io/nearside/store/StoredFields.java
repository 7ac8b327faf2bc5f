package io.nearside.store;

import io.nearside.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The field lines of a head as it is stored: a status line, then a field on each line. */
final class StoredFields implements Fields {
  /** Of each line: where its name begins and ends, and its value. */
  private static final int NUMBERS = 4;

  private final byte[] bytes;
  private int[] places = new int[NUMBERS * 16];
  private int used;

  StoredFields(byte[] bytes, int headOffset, int headLength) {
    this.bytes = bytes;
    int end = headOffset + headLength;
    int line = endOfLine(headOffset, end) + 1;
    while (line < end) {
      int lineEnd = endOfLine(line, end);
      addLine(line, lineEnd);
      line = lineEnd + 1;
    }
  }

  private int endOfLine(int from, int end) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void addLine(int from, int end) {
    int colon = from;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    if (colon == from || colon == end) {
      return;
    }
    int valueFrom = colon + 1;
    while (valueFrom < end && isSpace(bytes[valueFrom])) {
      valueFrom++;
    }
    int valueEnd = end;
    while (valueEnd > valueFrom && isSpace(bytes[valueEnd - 1])) {
      valueEnd--;
    }
    add(from, colon, valueFrom, valueEnd);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private void add(int nameFrom, int nameEnd, int valueFrom, int valueEnd) {
    if (used == places.length) {
      places = Arrays.copyOf(places, 2 * used);
    }
    places[used++] = nameFrom;
    places[used++] = nameEnd;
    places[used++] = valueFrom;
    places[used++] = valueEnd;
  }

  /** Where in the bytes the value of the first line with this name begins, or -1. */
  int valueOffset(String name) {
    int line = next(name, 0);
    return line < used ? places[line + 2] : -1;
  }

  @Override
  public @Nullable String first(String name) {
    int line = next(name, 0);
    return line < used ? value(line) : null;
  }

  @Override
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int line = next(name, 0); line < used; line = next(name, line + NUMBERS)) {
      values.add(value(line));
    }
    return values;
  }

  @Override
  public boolean contains(String name) {
    return next(name, 0) < used;
  }

  @Override
  public void forEachLine(BiConsumer<String, String> consumer) {
    for (int line = 0; line < used; line += NUMBERS) {
      consumer.accept(text(places[line], places[line + 1]), value(line));
    }
  }

  /** The place of the next line with this name, at or after a place; behind all when none is. */
  private int next(String name, int from) {
    int line = from;
    while (line < used && !isNamed(line, name)) {
      line += NUMBERS;
    }
    return line;
  }

  private boolean isNamed(int line, String name) {
    int length = places[line + 1] - places[line];
    return length == name.length() && name.equalsIgnoreCase(text(places[line], places[line + 1]));
  }

  private String value(int line) {
    return text(places[line + 2], places[line + 3]);
  }

  private String text(int from, int end) {
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }
}
