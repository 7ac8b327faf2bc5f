package io.nearside.demo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;

/** One product of the catalogue. */
record Product(long id, String name, String category, double price) {
  private static final ConfigParseOptions JSON =
      ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

  /**
   * The product that a client describes.
   *
   * @throws IllegalArgumentException when it is not a JSON object with the three members, with a
   *     message for the client
   */
  static Product fromJson(long id, String json) {
    try {
      Config members = ConfigFactory.parseString(json, JSON);
      return new Product(
          id, members.getString("name"), members.getString("category"), members.getDouble("price"));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          "expected {\"name\": \"...\", \"category\": \"...\", \"price\": 1.5}", e);
    }
  }

  Map<String, Object> members() {
    return Map.of("id", id, "name", name, "category", category, "price", price);
  }

  static String json(Object value) {
    return ConfigValueFactory.fromAnyRef(value).render(ConfigRenderOptions.concise());
  }
}
