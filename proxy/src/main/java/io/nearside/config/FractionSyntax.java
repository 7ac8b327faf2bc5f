package io.nearside.config;

import java.util.regex.Pattern;

/**
 * A part of something, {@code 0.1} for a tenth, up to the whole.
 *
 * @param zero whether nothing of it is a part, too
 */
record FractionSyntax(boolean zero) implements Syntax<Double> {
  private static final Pattern FORM = Pattern.compile("\\d(?:\\.\\d{1,9})?");

  /** {@code off}, which is 0, or {@code on}, a tenth as RFC 9111 proposes, or any other part. */
  static final Syntax<Double> HEURISTIC =
      new Syntax<>() {
        @Override
        public Double parse(String text) throws NotAccepted {
          return switch (text) {
            case "off", "false" -> 0.0;
            case "on", "true" -> 0.1;
            default -> fraction(text);
          };
        }

        private Double fraction(String text) throws NotAccepted {
          try {
            return new FractionSyntax(false).parse(text);
          } catch (NotAccepted refused) {
            throw new NotAccepted("not a switch and not a fraction", accepted());
          }
        }

        @Override
        public String accepted() {
          return "off, on (0.1), or a fraction above 0 and up to 1, e.g. 0.05";
        }
      };

  @Override
  public Double parse(String text) throws NotAccepted {
    if (!FORM.matcher(text).matches()) {
      throw new NotAccepted("not a fraction", accepted());
    }
    double fraction = Double.parseDouble(text);
    if (fraction > 1 || (fraction == 0 && !zero)) {
      throw new NotAccepted("out of range", accepted());
    }
    return fraction;
  }

  @Override
  public String accepted() {
    return zero ? "a fraction from 0 to 1, e.g. 0.1" : "a fraction above 0 and up to 1, e.g. 0.1";
  }
}
