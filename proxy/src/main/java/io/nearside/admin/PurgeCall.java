package io.nearside.admin;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.nearside.caching.PurgeOrder;
import io.nearside.caching.PurgeOrder.Invalid;
import io.nearside.caching.PurgeTargets.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The body of a {@code POST /purge}.
 *
 * @param waits whether the answer is to come when every sidecar has it
 */
record PurgeCall(PurgeOrder order, boolean waits) {
  private static final List<String> MEMBERS =
      List.of("urls", "prefixes", "tags", "hosts", "routes", "everything", "soft", "wait");
  private static final String ACCEPTED =
      "{\"urls\": [], \"prefixes\": [], \"tags\": [], \"hosts\": [], \"routes\": [],"
          + " \"everything\": false, \"soft\": false, \"wait\": false}";
  private static final int MAX_DEPTH = 8;
  private static final int MAX_COMMAS = PurgeOrder.MAX_TARGETS + 64;
  private static final int MAX_SHOWN = 80;

  private static final ConfigParseOptions AS_JSON =
      ConfigParseOptions.defaults()
          .setSyntax(ConfigSyntax.JSON)
          .setOriginDescription("the body")
          .setAllowMissing(false);

  /**
   * Reads a body.
   *
   * @throws Invalid saying what is wrong and what is accepted
   */
  static PurgeCall read(String json, Suggestions suggestions) throws Invalid {
    if (!JsonBounds.hold(json, MAX_DEPTH, MAX_COMMAS)) {
      throw new Invalid(
          "the body has too many values; accepted: up to "
              + PurgeOrder.MAX_TARGETS
              + " targets at a time, in "
              + ACCEPTED);
    }
    ConfigObject members = parse(json);
    for (String name : members.keySet()) {
      if (!MEMBERS.contains(name)) {
        throw unknown(name, suggestions);
      }
    }
    PurgeOrder order =
        new PurgeOrder(
            texts(members, "urls"),
            texts(members, "prefixes"),
            texts(members, "tags"),
            texts(members, "hosts"),
            texts(members, "routes"),
            flag(members, "everything"),
            flag(members, "soft"));
    return new PurgeCall(order, flag(members, "wait"));
  }

  private static ConfigObject parse(String json) throws Invalid {
    try {
      return ConfigFactory.parseString(json, AS_JSON).root();
    } catch (ConfigException.WrongType noObject) {
      throw new Invalid("the body is not a JSON object; accepted: " + ACCEPTED);
    } catch (ConfigException malformed) {
      throw new Invalid("the body is not JSON" + place(malformed) + "; accepted: " + ACCEPTED);
    }
  }

  private static String place(ConfigException malformed) {
    boolean known = malformed.origin() != null && malformed.origin().lineNumber() > 0;
    return known ? " (line " + malformed.origin().lineNumber() + ")" : "";
  }

  private static Invalid unknown(String name, Suggestions suggestions) {
    String shown = name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...";
    String meant = name.length() <= MAX_SHOWN ? suggestions.of(name, MEMBERS) : null;
    return new Invalid(
        "\""
            + shown
            + "\": unknown member; "
            + (meant == null
                ? "accepted: " + String.join(", ", MEMBERS)
                : "did you mean \"" + meant + "\"?"));
  }

  private static List<String> texts(ConfigObject members, String name) throws Invalid {
    ConfigValue value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigList list)) {
      throw wrong(name, value, "a list of strings");
    }
    List<String> texts = new ArrayList<>();
    for (ConfigValue each : list) {
      if (each.valueType() != ConfigValueType.STRING) {
        throw wrong(name + "[" + texts.size() + "]", each, "a string");
      }
      texts.add((String) each.unwrapped());
    }
    return texts;
  }

  private static boolean flag(ConfigObject members, String name) throws Invalid {
    ConfigValue value = members.get(name);
    if (value == null) {
      return false;
    }
    if (value.unwrapped() instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, value, "true or false");
  }

  private static Invalid wrong(String name, ConfigValue value, String accepted) {
    String type = value.valueType().name().toLowerCase(Locale.ROOT);
    return new Invalid(name + ": a value of type " + type + "; accepted: " + accepted);
  }
}
