package io.nearside.tls;

import java.io.IOException;

/** A file of certificates or a key cannot be used: which one, and why. */
public final class UnusableFile extends IOException {
  private static final long serialVersionUID = 1;

  private final String reason;

  UnusableFile(String file, String reason) {
    super(file + ": " + reason);
    this.reason = reason;
  }

  /** What is wrong with it, without its name. */
  public String reason() {
    return reason;
  }
}
