package io.nearside.store.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * The redis-server that tests run: what {@code -Dredis.server} names, else {@code redis-server} on
 * the PATH, else the one in the embedded-redis jar. Without any it is an error, never a skipped
 * test.
 */
final class RedisBinary {
  private RedisBinary() {}

  /** Its path; the one from the jar is unpacked into this directory. */
  static String path(Path directory) throws IOException {
    String named = System.getProperty("redis.server");
    if (named != null) {
      return named;
    }
    for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      Path candidate = Path.of(entry, "redis-server");
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    return embedded(directory);
  }

  private static String embedded(Path directory) throws IOException {
    Path target = directory.resolve("redis-server");
    if (Files.exists(target)) {
      return target.toString();
    }
    for (String resource : embeddedNames()) {
      try (InputStream in = RedisBinary.class.getResourceAsStream("/" + resource)) {
        if (in != null) {
          Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
          if (!target.toFile().setExecutable(true)) {
            throw new AssertionError("cannot make executable: " + target);
          }
          return target.toString();
        }
      }
    }
    throw new AssertionError(
        "no redis-server: neither -Dredis.server, nor on the PATH, nor in the embedded-redis jar");
  }

  private static List<String> embeddedNames() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.contains("mac") ? "darwin" : "linux";
    String machine =
        switch (arch) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> "386";
        };
    return List.of("redis-server-7.0.15-" + system + "-" + machine);
  }
}
