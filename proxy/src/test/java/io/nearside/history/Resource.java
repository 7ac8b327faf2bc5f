package io.nearside.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One of the backend's resources: what it is called, and how its responses may be cached. */
record Resource(int number, int groups) {
  static final String HOST = "history.test";

  /** What the variants are chosen by. */
  static final String VARIANT = "X-Variant";

  /** All of them. */
  static final List<String> VARIANTS = List.of("a", "b");

  private static final int KINDS = 5;
  private static final int LARGE = 20_000;

  int group() {
    return number % groups;
  }

  String path() {
    return "/group/" + group() + "/r" + number;
  }

  String url() {
    return "http://" + HOST + path();
  }

  /** The surrogate key that its responses name. */
  String key() {
    return "key-" + group();
  }

  boolean hasValidator() {
    return kind() == 1 || kind() == 4;
  }

  private boolean hasVariants() {
    return kind() == 2 || kind() == 4;
  }

  /** Whether the answer to a POST is what a GET would get now, and may be stored as such. */
  boolean answersPosts() {
    return kind() == 0;
  }

  boolean isLarge() {
    return kind() == 3;
  }

  private int kind() {
    return number % KINDS;
  }

  String anyVariant(Random random) {
    return VARIANTS.get(random.nextInt(VARIANTS.size()));
  }

  /** How a body and an entity tag call themselves. */
  String name(String variant) {
    return "r" + number + (hasVariants() ? "/" + variant : "");
  }

  String entityTag(String variant, long version) {
    return '"' + name(variant) + " v" + version + '"';
  }

  String body(String variant, long version) {
    String said = name(variant) + " v" + version + "\n";
    return isLarge() ? said + "x".repeat(LARGE) : said;
  }

  /** The fields of its responses, as lines. */
  List<String> fields(String variant, long version) {
    List<String> lines = new ArrayList<>();
    lines.add("Cache-Control: max-age=" + (kind() == 1 ? 1 : 3600));
    lines.add("Surrogate-Key: all " + key());
    if (hasValidator()) {
      lines.add("ETag: " + entityTag(variant, version));
    }
    if (hasVariants()) {
      lines.add("Vary: " + VARIANT);
    }
    return lines;
  }
}
