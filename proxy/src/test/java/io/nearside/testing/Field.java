package io.nearside.testing;

/** A field line of HTTP/2; name and value are what they are. */
public record Field(String name, String value) {
  public static Field of(String name, String value) {
    return new Field(name, value);
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
