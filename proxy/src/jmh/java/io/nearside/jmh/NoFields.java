package io.nearside.jmh;

import io.nearside.http.Fields;
import java.util.List;
import java.util.function.BiConsumer;

/** A message without fields, for keys that are made of the target only. */
public record NoFields() implements Fields {
  @Override
  public String first(String name) {
    return null;
  }

  @Override
  public List<String> all(String name) {
    return List.of();
  }

  @Override
  public boolean contains(String name) {
    return false;
  }

  @Override
  public void forEachLine(BiConsumer<String, String> line) {}
}
