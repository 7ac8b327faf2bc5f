package io.nearside.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the text of a value is read. */
interface Syntax<T> {

  T parse(String text) throws NotAccepted;

  /** What is accepted, for people. */
  String accepted();

  /** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
  Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** {@code on} or {@code off}. */
  Syntax<Boolean> SWITCH =
      new Syntax<>() {
        @Override
        public Boolean parse(String text) throws NotAccepted {
          return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new NotAccepted("not a switch", accepted());
          };
        }

        @Override
        public String accepted() {
          return "on or off";
        }
      };

  /** The name of a header field, read as lower case. */
  Syntax<String> FIELD_NAME =
      new Syntax<>() {
        @Override
        public String parse(String text) throws NotAccepted {
          if (!TOKEN.matcher(text).matches()) {
            throw new NotAccepted("not a field name", accepted());
          }
          return text.toLowerCase(Locale.ROOT);
        }

        @Override
        public String accepted() {
          return "the name of a header field, e.g. X-Tenant";
        }
      };

  /** The name of a cookie. */
  Syntax<String> COOKIE_NAME =
      matching(TOKEN.pattern(), "not a cookie name", "the name of a cookie");

  /** The name of a method, case-sensitive as methods are. */
  Syntax<String> METHOD =
      matching("[A-Z][A-Z0-9_-]*", "not a method", "a method in upper case, e.g. GET");

  /** The name of a query parameter, with {@code *} for any characters. */
  Syntax<String> PARAMETER_GLOB =
      matching(
          "[^&=#\\s]+",
          "not a parameter name",
          "the name of a query parameter, with * for any characters, e.g. utm_*");

  /** The first part of every key in Redis. */
  Syntax<String> NAMESPACE =
      matching("[A-Za-z0-9._-]{1,64}", "not a namespace", "1 to 64 letters, digits, ., _ and -");

  /** A part of the keys of what is stored in Redis; may be empty. */
  Syntax<String> RELEASE =
      matching("[A-Za-z0-9._-]{0,64}", "not a release", "up to 64 letters, digits, ., _ and -");

  /** One of two words. */
  static Syntax<Boolean> either(String yes, String no) {
    return new Syntax<>() {
      @Override
      public Boolean parse(String text) throws NotAccepted {
        if (text.equals(yes) || text.equals(no)) {
          return text.equals(yes);
        }
        throw new NotAccepted("unknown word", accepted());
      }

      @Override
      public String accepted() {
        return yes + " or " + no;
      }
    };
  }

  /** One of the words of an enum, in lower case and with dashes. */
  static <E extends Enum<E>> Syntax<E> word(Class<E> words) {
    return new Syntax<>() {
      @Override
      public E parse(String text) throws NotAccepted {
        for (E word : words.getEnumConstants()) {
          if (text(word).equals(text)) {
            return word;
          }
        }
        throw new NotAccepted("unknown word", accepted());
      }

      private String text(E word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
      }

      @Override
      public String accepted() {
        return Arrays.stream(words.getEnumConstants())
            .map(this::text)
            .collect(Collectors.joining(" or "));
      }
    };
  }

  /** A whole number within bounds. */
  static Syntax<Integer> number(int least, int most) {
    return new Syntax<>() {
      @Override
      public Integer parse(String text) throws NotAccepted {
        if (!text.matches("-?\\d{1,18}")) {
          throw new NotAccepted("not a whole number", accepted());
        }
        long number = Long.parseLong(text);
        if (number < least || number > most) {
          throw new NotAccepted("out of range", accepted());
        }
        return (int) number;
      }

      @Override
      public String accepted() {
        return least + " to " + most;
      }
    };
  }

  /** Text that matches a regular expression as a whole. */
  static Syntax<String> matching(String regex, String problem, String accepted) {
    Pattern pattern = Pattern.compile(regex);
    return new Syntax<>() {
      @Override
      public String parse(String text) throws NotAccepted {
        if (!pattern.matcher(text).matches()) {
          throw new NotAccepted(problem, accepted);
        }
        return text;
      }

      @Override
      public String accepted() {
        return accepted;
      }
    };
  }
}
