package io.nearside.config;

/** What {@code --help} prints. */
final class HelpText {
  private static final String OVERVIEW =
      """
      Nearside, a caching reverse proxy that runs beside a backend.

      usage: nearside [run] --upstream URL [flags]
             nearside COMMAND [flags]

      commands:
        run      start the proxy (the default)
        check    read the configuration as run would, and say whether it is fine
        demo     start the proxy in front of a small built-in backend, to try it out

      flags of run:
      %s
        nearside COMMAND --help    more about a command
        nearside --version         the version
      """;

  private static final String RUN =
      """
      usage: nearside [run] --upstream URL [flags]

      Starts the proxy. Flags win over the file.

      %s
      Example: nearside --upstream http://127.0.0.1:8000 --conf conf/recipes/fastapi.conf

      SIGTERM stops it: answers in flight are finished first. Exit code 2: the command line or the
      configuration is wrong; all errors are on standard error.
      """;

  private static final String CHECK =
      """
      usage: nearside check [flags]

      Reads the configuration as run would with the same flags, and starts nothing. Exit code 0: it
      is fine, and a summary is on standard output. Exit code 2: all errors are on standard error,
      with file, line, key and what is accepted.

      %s
      Example: nearside check --conf conf/nearside.conf --upstream http://127.0.0.1:8000
      """;

  private static final String DEMO =
      """
      usage: nearside demo [flags]

      Starts a small built-in backend that takes its time, and the proxy in front of it, and prints
      what to type and what to look for.

      %s
      """;

  private HelpText() {}

  static String overview() {
    return OVERVIEW.formatted(flags(Command.RUN)).stripTrailing();
  }

  static String of(Command command) {
    String text =
        switch (command) {
          case RUN -> RUN;
          case CHECK -> CHECK;
          case DEMO -> DEMO;
        };
    return text.formatted(flags(command)).stripTrailing();
  }

  private static String flags(Command command) {
    StringBuilder lines = new StringBuilder();
    for (Flag flag : Flag.values()) {
      if (command.takes(flag)) {
        String form = flag.word() + " " + flag.placeholder();
        lines.append("  %-20s %s%n".formatted(form, meaning(flag, command)));
      }
    }
    lines.append("  %-20s %s%n".formatted("-h, --help", "this text"));
    return lines.toString();
  }

  private static String meaning(Flag flag, Command command) {
    return switch (flag) {
      case LISTEN ->
          command == Command.DEMO
              ? "where clients connect"
              : "where clients connect (default 0.0.0.0:8080)";
      case UPSTREAM -> "the backend, e.g. http://127.0.0.1:8000";
      case REDIS -> "the shared cache, e.g. redis://127.0.0.1:6379 (default: none)";
      case ADMIN ->
          command == Command.DEMO
              ? "health and readiness"
              : "health and readiness (default 127.0.0.1:9090)";
      case CONF -> "rules and settings (HOCON), see conf/nearside.conf";
    };
  }
}
