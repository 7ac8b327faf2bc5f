package io.nearside.caching;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field that content is negotiated by. Strict: what does not follow the field's grammar has
 * no meaning that two recipients would agree on.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
 */
final class PreferenceReader {
  /** More than these are not looked into. */
  static final int MAX_MEMBERS = 128;

  private static final int NONE = -1;
  private static final int WEIGHT_DIGITS = 3;

  private final NegotiatedField field;
  private final String text;
  private int at;

  private PreferenceReader(NegotiatedField field, String text) {
    this.field = field;
    this.text = text;
  }

  /** The members in order; null when any of it cannot be read. */
  static @Nullable List<Preference> read(NegotiatedField field, List<String> lines) {
    String text = lines.size() == 1 ? lines.get(0) : String.join(", ", lines);
    return new PreferenceReader(field, text).list();
  }

  private @Nullable List<Preference> list() {
    List<Preference> members = new ArrayList<>(4);
    while (true) {
      skipSpaces();
      if (at == text.length()) {
        return members;
      }
      if (takes(',')) {
        continue;
      }
      Preference member = member();
      if (member == null || members.size() == MAX_MEMBERS) {
        return null;
      }
      members.add(member);
      skipSpaces();
      if (at < text.length() && !takes(',')) {
        return null;
      }
    }
  }

  private @Nullable Preference member() {
    int start = at;
    while (at < text.length() && isRangeCharacter(text.charAt(at))) {
      at++;
    }
    String range = text.substring(start, at);
    if (!field.isRange(range)) {
      return null;
    }
    List<String> parameters = List.of();
    int weight = NONE;
    while (beginsParameter()) {
      String name = token().toLowerCase(Locale.ROOT);
      if (name.isEmpty()) {
        // An empty parameter is allowed where parameters are.
        if (field != NegotiatedField.ACCEPT) {
          return null;
        }
        continue;
      }
      String value = takes('=') ? value() : null;
      if (value == null) {
        return null;
      }
      if (!name.equals("q")) {
        parameters = plus(parameters, name, value);
        continue;
      }
      if (weight != NONE) {
        return null;
      }
      weight = thousandths(value);
      if (weight == NONE) {
        return null;
      }
    }
    if (!parameters.isEmpty() && field != NegotiatedField.ACCEPT) {
      return null;
    }
    String canonical = field.canonical(range.toLowerCase(Locale.ROOT));
    return new Preference(canonical, parameters, weight == NONE ? Preference.MOST : weight);
  }

  private static List<String> plus(List<String> parameters, String name, String value) {
    List<String> more = new ArrayList<>(parameters);
    more.add(name);
    more.add(value);
    return more;
  }

  private static boolean isRangeCharacter(char c) {
    return c == '/' || NegotiatedField.isTokenCharacter(c);
  }

  private boolean beginsParameter() {
    int before = at;
    skipSpaces();
    if (!takes(';')) {
      at = before;
      return false;
    }
    skipSpaces();
    return true;
  }

  private String token() {
    int start = at;
    while (at < text.length() && NegotiatedField.isTokenCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** A token, or the content of a quoted string, which means the same; null when it is neither. */
  private @Nullable String value() {
    if (!takes('"')) {
      String token = token();
      return token.isEmpty() ? null : token;
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        if (at == text.length()) {
          return null;
        }
        c = text.charAt(at++);
      }
      value.append(c);
    }
    return null;
  }

  /** {@code 0.5} to 500. */
  private static int thousandths(String value) {
    boolean one = value.startsWith("1");
    if (!one && !value.startsWith("0")) {
      return NONE;
    }
    int digits = Math.max(0, value.length() - 2);
    if (digits > WEIGHT_DIGITS || (value.length() > 1 && value.charAt(1) != '.')) {
      return NONE;
    }
    int thousandths = one ? 1 : 0;
    for (int i = 0; i < WEIGHT_DIGITS; i++) {
      char c = i < digits ? value.charAt(2 + i) : '0';
      if (!NegotiatedField.isDigit(c)) {
        return NONE;
      }
      thousandths = thousandths * 10 + (c - '0');
    }
    return thousandths > Preference.MOST ? NONE : thousandths;
  }

  private void skipSpaces() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private boolean takes(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }
}
