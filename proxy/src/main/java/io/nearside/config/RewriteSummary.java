package io.nearside.config;

import io.nearside.caching.FieldRules;
import io.nearside.caching.FieldRules.Line;
import io.nearside.caching.PathRewrite;
import io.nearside.caching.Rewrite;
import io.nearside.caching.Route;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a route's upstream sees and says otherwise, for people. Values of fields are not told. */
final class RewriteSummary {
  private RewriteSummary() {}

  static void add(Route route, List<String> rules) {
    if (!route.upstream().equals(Route.DEFAULT_UPSTREAM)) {
      rules.add("to " + route.upstream());
    }
    Rewrite rewrite = route.rewrite();
    if (!rewrite.path().isNone()) {
      rules.add(path(rewrite.path()));
    }
    if (rewrite.host() != null) {
      rules.add("host " + rewrite.host());
    }
    fields("requests", rewrite.request(), rules);
    fields("responses", rewrite.response(), rules);
  }

  private static String path(PathRewrite path) {
    if (path.add().isEmpty()) {
      return "without " + path.strip();
    }
    return path.strip().isEmpty() ? "below " + path.add() : path.strip() + " becomes " + path.add();
  }

  private static void fields(String of, FieldRules fields, List<String> rules) {
    if (!fields.isNone()) {
      String names =
          Stream.of(
                  fields.remove().stream().map(name -> "-" + name),
                  names("=", fields.set()),
                  names("+", fields.add()))
              .flatMap(each -> each)
              .distinct()
              .collect(Collectors.joining(" "));
      rules.add(of + " " + names);
    }
  }

  private static Stream<String> names(String sign, List<Line> lines) {
    return lines.stream().map(line -> sign + line.name());
  }
}
