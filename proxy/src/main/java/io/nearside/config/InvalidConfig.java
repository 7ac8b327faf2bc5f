package io.nearside.config;

import java.util.List;

/**
 * A configuration that cannot be used. Its message is made for standard error, a line per error.
 */
public final class InvalidConfig extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> errors;

  InvalidConfig(List<String> errors) {
    super(String.join(System.lineSeparator(), errors));
    this.errors = List.copyOf(errors);
  }

  InvalidConfig(String error) {
    this(List.of(error));
  }

  /** All errors that were found, in the order of the file's keys. */
  public List<String> errors() {
    return errors;
  }
}
