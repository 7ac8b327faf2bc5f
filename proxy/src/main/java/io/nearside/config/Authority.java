package io.nearside.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** The host and optional port that a request is for, lower case. */
final class Authority {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
  private static final String ACCEPTED = "HOST or HOST:PORT, e.g. \"example.com\"";

  static final Syntax<String> SYNTAX =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          if (!FORM.matcher(text).matches()) {
            throw new NotAccepted("not an authority", ACCEPTED);
          }
          return text.toLowerCase(Locale.ROOT);
        }

        @Override
        public String accepted() {
          return ACCEPTED;
        }
      };

  private Authority() {}
}
