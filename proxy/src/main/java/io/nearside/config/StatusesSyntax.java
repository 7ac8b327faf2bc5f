package io.nearside.config;

import io.nearside.upstream.BalanceConfig.Statuses;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One status, {@code 204}, or those from one to another, {@code 200-399}. */
enum StatusesSyntax implements Syntax<Statuses> {
  SYNTAX;

  private static final Pattern FORM = Pattern.compile("([2-5]\\d\\d)(?:-([2-5]\\d\\d))?");

  @Override
  public Statuses parse(String text) throws NotAccepted {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new NotAccepted("no status", accepted());
    }
    int lowest = Integer.parseInt(form.group(1));
    int highest = form.group(2) == null ? lowest : Integer.parseInt(form.group(2));
    if (highest < lowest) {
      throw new NotAccepted("no range", accepted());
    }
    return new Statuses(lowest, highest);
  }

  @Override
  public String accepted() {
    return "a status from 200 to 599 or a range of them, e.g. 200-399";
  }
}
