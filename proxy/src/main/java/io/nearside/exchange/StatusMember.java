package io.nearside.exchange;

/**
 * A member of a status field in the making: a token with parameters.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9651#section-4.1
 */
final class StatusMember {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~:/";

  private final StringBuilder out;

  /** One that begins with this text, which may have parameters already. */
  StatusMember(String beginning) {
    this.out = new StringBuilder(beginning.length() + 64).append(beginning);
  }

  /** A parameter that is true. */
  StatusMember with(String name) {
    out.append("; ").append(name);
    return this;
  }

  StatusMember with(String name, long number) {
    with(name).out.append('=').append(number);
    return this;
  }

  /** A token where the word is one, else a string. */
  StatusMember with(String name, String word) {
    if (!isToken(word)) {
      return withText(name, word);
    }
    with(name).out.append('=').append(word);
    return this;
  }

  StatusMember withText(String name, String text) {
    with(name).out.append("=\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    out.append('"');
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private static boolean isToken(String word) {
    if (word.isEmpty() || !(isLetter(word.charAt(0)) || word.charAt(0) == '*')) {
      return false;
    }
    for (int i = 1; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!isLetter(c) && !(c >= '0' && c <= '9') && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
