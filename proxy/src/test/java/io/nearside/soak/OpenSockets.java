package io.nearside.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process has open, as Linux tells it in {@code /proc}. */
final class OpenSockets {
  private static final int LISTEN = 0x0A;

  /** A connection, with both its ports. */
  record Tcp(int localPort, int remotePort) {}

  private final int fds;
  private final List<Tcp> connections;

  private OpenSockets(int fds, List<Tcp> connections) {
    this.fds = fds;
    this.connections = connections;
  }

  static OpenSockets of(long pid) throws IOException {
    List<String> links = links(Path.of("/proc/" + pid + "/fd"));
    Set<String> inodes =
        links.stream()
            .filter(link -> link.startsWith("socket:["))
            .map(link -> link.substring(8, link.length() - 1))
            .collect(Collectors.toCollection(HashSet::new));
    try (Stream<String> four = Files.lines(Path.of("/proc/" + pid + "/net/tcp"));
        Stream<String> six = Files.lines(Path.of("/proc/" + pid + "/net/tcp6"))) {
      List<Tcp> connections =
          Stream.concat(four, six)
              .map(line -> line.trim().split("\\s+"))
              .filter(words -> words.length > 9 && inodes.contains(words[9]))
              .filter(words -> Integer.parseInt(words[3], 16) != LISTEN)
              .map(words -> new Tcp(port(words[1]), port(words[2])))
              .toList();
      return new OpenSockets(links.size(), connections);
    }
  }

  static long rssBytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }

  int fds() {
    return fds;
  }

  int count(Predicate<Tcp> which) {
    return (int) connections.stream().filter(which).count();
  }

  private static List<String> links(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(OpenSockets::link).toList();
    }
  }

  private static String link(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }
}
