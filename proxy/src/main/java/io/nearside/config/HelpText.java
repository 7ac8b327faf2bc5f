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
        purge    tell a sidecar that runs what to purge, in all sidecars that share its Redis
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

  private static final String PURGE =
      """
      usage: nearside purge --url URL|--prefix URL|--tag NAME|--host HOST|--route NAME|--all ...
                            [--soft] [--wait] [flags]

      Purges what is stored, in the sidecar whose admin listener it asks and in all that share its
      Redis. What to purge may be given several times and be mixed.

      %s
      The token comes from --token, else from NEARSIDE_ADMIN_TOKEN in the environment, else from the
      file. In a command line others can see it: better in the environment.

      Example: nearside purge --prefix http://shop.example.com/catalog --tag prices --wait

      Exit code 0: it is in the log, and on standard output is where. Exit code 1: the sidecar cannot
      be reached, refuses, or could not append it in time. Exit code 2: the command line, the
      configuration or a target is wrong. What is wrong is on standard error.
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
          case PURGE -> PURGE;
          case DEMO -> DEMO;
        };
    return text.formatted(flags(command)).stripTrailing();
  }

  private static String flags(Command command) {
    StringBuilder lines = new StringBuilder();
    for (Flag flag : Flag.values()) {
      if (command.takes(flag)) {
        lines.append("  %-20s %s%n".formatted(flag.form(), meaning(flag, command)));
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
              : "where clients connect (default 0.0.0.0:8080), or unix:/PATH";
      case UPSTREAM -> "the backend, e.g. http://127.0.0.1:8000; https:// and unix:/PATH too";
      case REDIS -> "the shared cache, e.g. redis://127.0.0.1:6379 (default: none)";
      case URL -> "http://host/path: all its queries; http://host/path?a=1: that query only";
      case PREFIX -> "http://host/path: it and all below, up to 8 segments exactly";
      case TAG -> "what has this tag (surrogate key)";
      case HOST -> "everything of this host";
      case ROUTE -> "what this route stored, by the name that nearside check prints";
      case ALL -> "everything";
      case SOFT -> "it becomes stale instead of being gone";
      case WAIT -> "until it holds in every sidecar";
      case TOKEN -> "what admin.token is";
      case ADMIN ->
          switch (command) {
            case DEMO -> "health, readiness, purges";
            case PURGE -> "the sidecar's admin listener (default: of --conf, or 127.0.0.1:9090)";
            default -> "health, readiness, purges (default 127.0.0.1:9090)";
          };
      case CONF ->
          command == Command.PURGE
              ? "the sidecar's file: for its admin.listen and admin.token"
              : "rules and settings (HOCON), see conf/nearside.conf";
    };
  }
}
