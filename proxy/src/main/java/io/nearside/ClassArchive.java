package io.nearside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file in which Java keeps classes ready to be mapped, so that it starts in half the time: an AOT
 * cache from JDK 25 on, a dynamic CDS archive before. It fits one build of the JDK and one jar
 * only, and is left aside without a word where it does not fit.
 *
 * @param file where it is
 * @param writing the option that makes Java write it when it ends
 * @param reading the option that makes Java use it
 */
record ClassArchive(Path file, String writing, String reading) {
  private static final int FIRST_WITH_AOT_CACHE = 25;

  /** What a JDK of this feature release can have in this directory. */
  static ClassArchive in(Path directory, int release) {
    if (release >= FIRST_WITH_AOT_CACHE) {
      Path file = directory.resolve("nearside.aot");
      return new ClassArchive(file, "-XX:AOTCacheOutput=" + file, "-XX:AOTCache=" + file);
    }
    Path file = directory.resolve("nearside.jsa");
    return new ClassArchive(
        file, "-XX:ArchiveClassesAtExit=" + file, "-XX:SharedArchiveFile=" + file);
  }

  /** Writes the options for {@code java @FILE}: empty where there is no archive. */
  void writeOptions(Path options) throws IOException {
    Files.write(options, Files.exists(file) ? List.of('"' + reading + '"') : List.of());
  }
}
