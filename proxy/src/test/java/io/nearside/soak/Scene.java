package io.nearside.soak;

import java.io.IOException;
import java.util.List;

/** A backend and a sidecar in a small process in front of it, without Redis. */
final class Scene implements AutoCloseable {
  /** Of direct memory; half of it is for bodies. */
  static final long DIRECT_BYTES = 64 << 20;

  private final Tally tally = new Tally();
  private final Backend backend;
  private final SidecarProcess sidecar;
  private final Visitor visitor;

  Scene(String... settings) throws IOException {
    backend = new Backend(tally);
    List<String> options =
        List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
    sidecar = SidecarProcess.start(backend.port(), options, List.of(settings));
    visitor = new Visitor(sidecar.port(), tally);
    // What a first request brings about is none of what is measured.
    for (int i = 0; i < 200; i++) {
      Resource resource = i % 2 == 0 ? new Resource("/hit/1") : visitor.fresh("miss");
      visitor.ask("GET", resource).expectWhole(resource);
    }
  }

  Backend backend() {
    return backend;
  }

  SidecarProcess sidecar() {
    return sidecar;
  }

  Visitor visitor() {
    return visitor;
  }

  Crowd crowd() {
    return new Crowd(sidecar.port());
  }

  /** A large resource that the backend sends with Content-Length. */
  Resource withLength(String kind, long bytes) {
    Resource resource = visitor.fresh(kind + "/" + bytes);
    while (Filling.spread(resource.path()) % 3 == 0) {
      resource = visitor.fresh(kind + "/" + bytes);
    }
    return resource;
  }

  /** Lines of the sidecar's log that tell of an error of its own. */
  List<String> errors() {
    return sidecar.lines(
        line ->
            line.contains(" ERROR ")
                || line.contains("error of ours")
                || line.contains("OutOfMemory"));
  }

  @Override
  public void close() throws IOException {
    visitor.leave();
    sidecar.close();
    backend.close();
  }
}
