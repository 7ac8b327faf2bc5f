package io.nearside.server;

import io.nearside.caching.NotModifiedFields;
import io.nearside.http.ContentRange;
import io.nearside.http.HttpDate;
import io.nearside.store.StoredResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.function.Predicate;

/** The field sections of answers from the cache. */
final class Http2StoredFields {
  private Http2StoredFields() {}

  /** Of the whole answer. */
  static Http2Headers whole(StoredResponse response, long ageSeconds, String cacheStatus) {
    Http2Headers section = section(response.status());
    addStored(section, response, name -> true);
    return ended(section, ageSeconds, cacheStatus);
  }

  /** Of the 304 in its place. */
  static Http2Headers notModified(StoredResponse response, long ageSeconds, String cacheStatus) {
    Http2Headers section = section(304);
    boolean hasEntityTag = response.entityTag() != null;
    addStored(section, response, name -> NotModifiedFields.isSent(name, hasEntityTag));
    return ended(section, ageSeconds, cacheStatus);
  }

  /** Of a 206 with this content. */
  static Http2Headers partial(
      StoredResponse response, PartialBody content, long ageSeconds, String cacheStatus) {
    Http2Headers section = section(206);
    boolean multipart = content.isMultipart();
    addStored(section, response, name -> WireAnswer.isOfPartial(name, multipart));
    section.add(content.headName(), content.headValue());
    section.addLong("content-length", content.length());
    return ended(section, ageSeconds, cacheStatus);
  }

  /** Of a 416. */
  static Http2Headers unsatisfiable(StoredResponse response, String cacheStatus) {
    Http2Headers section = section(416);
    section.add("content-length", "0");
    section.add("cache-control", "no-store");
    section.add("date", HttpDate.format(System.currentTimeMillis()));
    section.add("content-range", ContentRange.unsatisfied(response.completeLength()).toString());
    section.add("cache-status", cacheStatus);
    return section;
  }

  private static Http2Headers section(int status) {
    return new DefaultHttp2Headers(false).status(HttpResponseStatus.valueOf(status).codeAsText());
  }

  private static void addStored(
      Http2Headers section, StoredResponse response, Predicate<String> isSent) {
    HeadLines lines = new HeadLines(response);
    while (lines.next()) {
      String name = lines.name();
      if (isSent.test(name)) {
        section.add(name, lines.value());
      }
    }
  }

  private static Http2Headers ended(Http2Headers section, long ageSeconds, String cacheStatus) {
    section.addLong("age", ageSeconds);
    section.add("cache-status", cacheStatus);
    return section;
  }
}
