package io.nearside.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads field lines up to the empty line.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-5
 */
final class FieldSection {
  private final Set<Lenience> allowed;

  FieldSection(Set<Lenience> allowed) {
    this.allowed = allowed;
  }

  List<Field> read(Cursor in) {
    List<Field> fields = new ArrayList<>();
    for (String line = in.line(); !line.isEmpty(); line = in.line()) {
      if (Grammar.isOws(line.charAt(0))) {
        fold(fields, line);
      } else {
        fields.add(field(line));
      }
    }
    return fields;
  }

  private Field field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new Malformed("a field line without a colon");
    }
    String name = line.substring(0, colon);
    if (allowed.contains(Lenience.WHITESPACE_BEFORE_A_COLON)) {
      name = Grammar.withoutOws(name);
    }
    if (!Grammar.isToken(name)) {
      throw new Malformed("a field name that is no token");
    }
    return new Field(name, value(line.substring(colon + 1)));
  }

  private void fold(List<Field> fields, String line) {
    if (fields.isEmpty() || !allowed.contains(Lenience.FOLDED_LINES)) {
      throw new Malformed("a line that begins with whitespace");
    }
    Field before = fields.remove(fields.size() - 1);
    String whole = before.value() + " " + value(line);
    fields.add(new Field(before.name(), Grammar.withoutOws(whole)));
  }

  private static String value(String text) {
    if (!Grammar.isFieldText(text)) {
      throw new Malformed("a control in a field value");
    }
    return Grammar.withoutOws(text);
  }
}
