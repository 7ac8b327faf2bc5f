package io.nearside.fuzz;

import java.io.IOException;
import java.util.List;

/** A sidecar with inputs for it. */
interface Fuzz extends AutoCloseable {

  /** What the inputs are made of. */
  List<String> seeds();

  /** Sends an input; null when all is right. */
  Finding run(Case input);

  /** How many inputs were passed on, in whole or in part, as opposed to refused. */
  long passed();

  @Override
  void close() throws IOException;
}
