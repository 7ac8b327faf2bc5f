package io.nearside.exchange;

import io.nearside.http.Fields;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Netty's header fields as the decisions read them. */
record NettyFields(HttpHeaders headers) implements Fields {

  @Override
  public @Nullable String first(String name) {
    return headers.get(name);
  }

  @Override
  public List<String> all(String name) {
    return headers.getAll(name);
  }

  @Override
  public boolean contains(String name) {
    return headers.contains(name);
  }

  @Override
  public void forEachLine(BiConsumer<String, String> line) {
    Iterator<Map.Entry<String, String>> lines = headers.iteratorAsString();
    while (lines.hasNext()) {
      Map.Entry<String, String> next = lines.next();
      line.accept(next.getKey(), next.getValue());
    }
  }
}
