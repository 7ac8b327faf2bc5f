package io.nearside.caching;

import io.nearside.http.HttpDate;

/** A representation for tests: its validators as texts, null where there are none. */
record SelectedRepresentation(
    int status, String entityTag, String lastModified, String date, long completeLength)
    implements Representation {

  /** A 200 of ten bytes without validators. */
  static final SelectedRepresentation PLAIN = new SelectedRepresentation(200, null, null, null, 10);

  SelectedRepresentation status(int value) {
    return new SelectedRepresentation(value, entityTag, lastModified, date, completeLength);
  }

  SelectedRepresentation entityTag(String value) {
    return new SelectedRepresentation(status, value, lastModified, date, completeLength);
  }

  SelectedRepresentation lastModified(String value) {
    return new SelectedRepresentation(status, entityTag, value, date, completeLength);
  }

  SelectedRepresentation date(String value) {
    return new SelectedRepresentation(status, entityTag, lastModified, value, completeLength);
  }

  SelectedRepresentation completeLength(long value) {
    return new SelectedRepresentation(status, entityTag, lastModified, date, value);
  }

  @Override
  public long lastModifiedMillis() {
    return lastModified == null ? HttpDate.INVALID : HttpDate.parse(lastModified);
  }

  @Override
  public long dateMillis() {
    return date == null ? HttpDate.INVALID : HttpDate.parse(date);
  }
}
