package io.nearside.soak;

/**
 * What a sidecar's process takes.
 *
 * @param pinnedBytes direct memory in buffers that are in use
 * @param directBytes direct memory taken from the system, in use or pooled
 * @param fds open file descriptors
 * @param clients TCP connections on the port for clients
 * @param upstreams TCP connections to the backend
 */
record Measure(
    long heapBytes,
    long pinnedBytes,
    long directBytes,
    int threads,
    long rssBytes,
    int fds,
    int clients,
    int upstreams) {
  private static final double MIB = 1 << 20;

  @Override
  public String toString() {
    return "rss %.1f heap %.1f direct %.1f pinned %.2f MiB, %d threads, %d fds, "
            .formatted(
                rssBytes / MIB, heapBytes / MIB, directBytes / MIB, pinnedBytes / MIB, threads, fds)
        + "%d clients, %d upstreams".formatted(clients, upstreams);
  }
}
