package io.nearside.admin;

import java.util.Map;

/** How this process is doing, as the admin listener tells it. Called on the admin's own thread. */
public interface Health {

  /** Whether the process works at all: when not, it is to be restarted. */
  boolean live();

  /** Whether it takes requests just now: no while it starts and while it drains. */
  boolean ready();

  /**
   * What else is worth knowing, name to word ({@code redis} to {@code up}). It makes no difference
   * to readiness: a store that is away slows the proxy down and never stops it.
   */
  Map<String, String> details();
}
