package io.nearside.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: the file, over the defaults of {@code reference.conf}, under what the
 * command line says. Everything is checked, and all errors are told at once.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * The configuration of a file and of flags.
   *
   * @param file HOCON, or null for none
   * @throws InvalidConfig with every error, even of a value that a flag overrides
   */
  public static Loaded load(@Nullable Path file, Overrides overrides) throws InvalidConfig {
    return load(file, overrides, Runtime.getRuntime().maxMemory());
  }

  static Loaded load(@Nullable Path path, Overrides overrides, long maxHeapBytes)
      throws InvalidConfig {
    ConfigFile file = path == null ? ConfigFile.NONE : ConfigFile.read(path);
    Findings findings = new Findings(file);
    Settings settings = new SettingsReader(file, overrides, findings).read();
    findings.throwIfAny();
    warnOfHeap(settings, findings, maxHeapBytes);
    return new Loaded(settings, findings.warnings());
  }

  private static void warnOfHeap(Settings settings, Findings findings, long maxHeapBytes) {
    long nearBytes = settings.near().maxBytes();
    if (nearBytes > maxHeapBytes / 4 * 3) {
      findings.warn(
          "nearside.near.max-size",
          null,
          SizeSyntax.format(nearBytes)
              + " is more than three quarters of the heap, "
              + maxHeapBytes / SizeSyntax.MEBI
              + "M; give Java more with -Xmx");
    }
  }
}
