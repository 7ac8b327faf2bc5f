package io.nearside.soak;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * How a soak goes. What clients do and when follows from the seed; in which order threads get their
 * turns does not.
 *
 * @param traffic for how long there is traffic
 * @param perSecond how many errands begin in a second, whatever has become of the earlier ones
 * @param directMemory the sidecar's direct memory, as the JVM wants it said
 * @param leakDetection Netty's level
 * @param tunnels whether clients switch protocols
 */
record SoakPlan(
    long seed,
    Duration traffic,
    int perSecond,
    String directMemory,
    String leakDetection,
    boolean tunnels) {

  /** Before what is there is measured for the first time, everything has happened once. */
  static final Duration WARM_UP = Duration.ofSeconds(8);

  /** The errand with this number. */
  Errand errand(long number) {
    Random random = random(number);
    int all = 0;
    for (Errand errand : Errand.values()) {
      all += weight(errand);
    }
    int at = random.nextInt(all);
    for (Errand errand : Errand.values()) {
      at -= weight(errand);
      if (at < 0) {
        return errand;
      }
    }
    throw new IllegalStateException("weights that do not add up");
  }

  private int weight(Errand errand) {
    return errand == Errand.TUNNEL && !tunnels ? 0 : errand.weight;
  }

  /** What is random within the errand with this number. */
  Random random(long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L + number);
  }

  List<String> jvmOptions() {
    return List.of(
        "-Xmx96m",
        "-XX:MaxDirectMemorySize=" + directMemory,
        "-XX:+ExitOnOutOfMemoryError",
        "-Dio.netty.leakDetection.level=" + leakDetection);
  }

  /** What stands in the sidecar's configuration. */
  static List<String> settings(String redisUri) {
    return List.of(
        "redis { uri = \"" + redisUri + "\", namespace = soak }",
        "near.max-size = 8M",
        "timeouts { header = 10s, body = 15s, idle = 10s, response = 15s }");
  }
}
