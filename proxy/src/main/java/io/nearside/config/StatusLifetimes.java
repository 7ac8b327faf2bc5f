package io.nearside.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.caching.Lifetimes.ByStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code ttl-by-status}: its keys are statuses and classes of them, not names that we know. A
 * route's own block stands in the place of the one of {@code cache}.
 */
final class StatusLifetimes {
  private static final String KEY = "ttl-by-status";
  private static final String ACCEPTED =
      "a status from 200 to 599, or a class: \"2xx\", \"3xx\", \"4xx\", \"5xx\"";
  private static final Pattern FORM = Pattern.compile("([2-5])(\\d\\d|xx)");
  private static final Syntax<Long> TTL = new DurationSyntax(0, 3650 * DurationSyntax.DAY);

  private StatusLifetimes() {}

  /** Single statuses before classes. */
  static List<ByStatus> read(Section section) {
    ConfigValue given = section.own(KEY);
    for (ConfigObject layer : section.layers()) {
      given = given == null ? layer.get(KEY) : given;
    }
    if (given == null || given.valueType() == ConfigValueType.NULL) {
      return List.of();
    }
    if (!(given instanceof ConfigObject block)) {
      section
          .findings()
          .invalid(
              section.path(KEY), given, "not a block; accepted: { \"404\" = 10s, \"5xx\" = 1s }");
      return List.of();
    }
    Section statuses = new Section(section.path(KEY), block, List.of(), section.findings());
    List<ByStatus> lifetimes = new ArrayList<>();
    block.forEach((status, ttl) -> read(statuses, status, ttl, lifetimes));
    lifetimes.sort(
        Comparator.comparingInt((ByStatus one) -> one.highest() - one.lowest())
            .thenComparingInt(ByStatus::lowest));
    return List.copyOf(lifetimes);
  }

  private static void read(
      Section statuses, String status, ConfigValue value, List<ByStatus> lifetimes) {
    Matcher form = FORM.matcher(status);
    if (!form.matches()) {
      statuses
          .findings()
          .misplaced(statuses.path(status), value, "not a status; accepted: " + ACCEPTED);
      return;
    }
    try {
      long ttlMillis = Objects.requireNonNull(Section.scalar(value, TTL, false));
      int hundreds = Integer.parseInt(form.group(1)) * 100;
      boolean isClass = form.group(2).equals("xx");
      int lowest = isClass ? hundreds : hundreds + Integer.parseInt(form.group(2));
      lifetimes.add(new ByStatus(lowest, isClass ? hundreds + 99 : lowest, ttlMillis));
    } catch (NotAccepted refused) {
      statuses.findings().invalid(statuses.path(status), value, refused.reason());
    }
  }
}
