package io.nearside.soak;

/**
 * What a path means, to the backend that answers and to the client that judges. The first segment
 * is its kind; a second segment that is a number of bytes sets its size, where the kind is sized.
 */
record Resource(String path) {
  private static final int SMALL_BYTES = 30_000;

  String kind() {
    return segment(1);
  }

  String segment(int index) {
    String[] segments = path.split("/");
    return index < segments.length ? segments[index] : "";
  }

  long size() {
    return switch (kind()) {
      case "large", "keep" -> Long.parseLong(segment(2));
      default -> 100 + Filling.spread(path) % SMALL_BYTES;
    };
  }

  /** For how long it is fresh, in seconds; 0: not stored. */
  int lifetimeSeconds() {
    return switch (kind()) {
      case "hit", "versioned", "keep" -> 60;
      case "store" -> 5;
      case "etag" -> 1;
      default -> 0;
    };
  }

  Filling filling(long version) {
    return Filling.of(path + "#" + version);
  }

  String entityTag(long version) {
    return "\"" + Integer.toHexString(Filling.spread(path)) + "." + version + "\"";
  }

  /** The version that an entity tag names, or -1 where it is another resource's. */
  long version(String entityTag) {
    String prefix = "\"" + Integer.toHexString(Filling.spread(path)) + ".";
    if (entityTag == null || !entityTag.startsWith(prefix)) {
      return -1;
    }
    return Long.parseLong(entityTag.substring(prefix.length(), entityTag.length() - 1));
  }
}
