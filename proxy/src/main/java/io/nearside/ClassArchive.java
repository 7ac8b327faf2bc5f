package io.nearside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file in which Java keeps classes ready to be mapped, so that it starts in half the time: an AOT
 * cache from JDK 25 on, a dynamic CDS archive before. It fits one build of the JDK and one jar
 * only, and is left aside where it does not fit or is away: without a word, for the options that
 * use it silence what Java would say of that on standard output.
 *
 * @param file where it is
 * @param writing the option that makes Java write it when it ends
 * @param reading the options that make Java use it
 */
record ClassArchive(Path file, String writing, List<String> reading) {
  private static final int FIRST_WITH_AOT_CACHE = 25;

  /** What a JDK of this feature release can have in this directory. */
  static ClassArchive in(Path directory, int release) {
    if (release >= FIRST_WITH_AOT_CACHE) {
      Path file = directory.resolve("nearside.aot");
      return new ClassArchive(
          file,
          "-XX:AOTCacheOutput=" + file,
          List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off,cds*=off"));
    }
    Path file = directory.resolve("nearside.jsa");
    return new ClassArchive(
        file,
        "-XX:ArchiveClassesAtExit=" + file,
        List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"));
  }

  /** Writes the options for {@code java @FILE}: empty where there is no archive. */
  void writeOptions(Path options) throws IOException {
    List<String> lines = reading.stream().map(option -> '"' + option + '"').toList();
    Files.write(options, Files.exists(file) ? lines : List.of());
  }
}
