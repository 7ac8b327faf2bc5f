package io.nearside;

import io.nearside.config.ConfigLoader;
import io.nearside.config.InvalidConfig;
import io.nearside.config.Overrides;
import io.nearside.demo.DemoBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A run of a sidecar in front of a backend of its own, with clients of its own, from which Java
 * learns what the next starts need. {@code java -cp nearside.jar io.nearside.Rehearsal DIRECTORY}
 * writes the archive into the directory, and beside it {@code java.options}, for {@code
 * java @DIRECTORY/java.options -jar nearside.jar}. The image's build does it. Jar, JDK and flags
 * must be those of the later starts; flags go into {@code JDK_JAVA_OPTIONS}. It is done anew for
 * another jar or JDK: an older JDK than the one that wrote them may not know the options.
 *
 * <p>Without an archive everything works as well, so one that cannot be written is no failure, but
 * a sidecar that does not work is.
 */
public final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      System.exit(performed());
    }
    System.exit(recorded(Path.of(args[0])));
  }

  /** Threads that were left behind by a failure would keep the process for ever. */
  private static int performed() {
    try {
      perform();
      return 0;
    } catch (InvalidConfig | IOException | RuntimeException e) {
      e.printStackTrace();
      return 1;
    }
  }

  /** In a process of its own: the archive is written when it ends. */
  private static int recorded(Path directory) throws IOException, InterruptedException {
    ClassArchive archive = ClassArchive.in(directory, Runtime.version().feature());
    Files.deleteIfExists(archive.file());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            archive.writing(),
            "-cp",
            System.getProperty("java.class.path"),
            Rehearsal.class.getName());
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      // Perhaps half of one: Java may map that, and break.
      Files.deleteIfExists(archive.file());
    }
    archive.writeOptions(directory.resolve("java.options"));
    System.out.println(
        Files.exists(archive.file()) ? "wrote " + archive.file() : "wrote no archive");
    return status;
  }

  private static void perform() throws InvalidConfig, IOException {
    Main.leaveOutFlightRecorder();
    DemoBackend backend = DemoBackend.start(0, Duration.ZERO);
    // Without Redis: what the archive has of Lettuce would be resident in every sidecar.
    perform(backend);
    backend.close();
  }

  private static void perform(DemoBackend backend) throws InvalidConfig, IOException {
    String upstream = "http://127.0.0.1:" + backend.port();
    Overrides free = new Overrides("127.0.0.1:0", upstream, null, "127.0.0.1:0");
    Path rules = Main.demoRules();
    try (Nearside sidecar =
        Nearside.start(
            ConfigLoader.load(rules, free).settings(), new LoggedFailures(System::nanoTime))) {
      RehearsedClient.visit(sidecar.address().getPort());
      RehearsedClient.purge(sidecar.adminAddress().getPort());
    } finally {
      Files.deleteIfExists(rules);
    }
  }
}
