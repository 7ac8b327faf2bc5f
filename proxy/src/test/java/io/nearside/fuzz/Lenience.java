package io.nearside.fuzz;

import java.util.EnumSet;
import java.util.Set;

/**
 * What breaks the grammar and yet may be read, each in one way only, with the place that says so.
 */
enum Lenience {
  /**
   * Empty lines before a request line.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-2.2
   */
  EMPTY_LINES_BEFORE_A_REQUEST,
  /**
   * Visible characters that a URI does not have, as browsers send them ({@code |}, <code>{</code>,
   * {@code "}, ...), passed on as they came. No RFC allows it: {@code https://url.spec.whatwg.org}
   * makes it needed, and there is one reading only.
   */
  VISIBLE_CHARACTERS_IN_A_TARGET,
  /**
   * A folded field line, the fold being one or more spaces. Of responses a proxy has to do that or
   * to discard them.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-5.2
   */
  FOLDED_LINES,
  /**
   * Whitespace between name and colon, which a proxy has to remove from a response.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-5.1
   */
  WHITESPACE_BEFORE_A_COLON,
  /**
   * A status line whose parts stand between any whitespace, or that ends behind the code.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-4
   */
  LOOSE_STATUS_LINE,
  /**
   * Framing fields of a message that has no body whatever they say: 1xx, 204.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
   */
  FRAMING_WHERE_THERE_IS_NO_BODY,
  /**
   * A 205, which must not have any content, with some that is dropped.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.3.6
   */
  CONTENT_OF_A_205,
  /**
   * A response of a later minor version, read as HTTP/1.1.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-2.5
   */
  LATER_MINOR_VERSION,
  /**
   * A CR by itself in a reason phrase, which is never passed on.
   *
   * <p>Source: https://www.rfc-editor.org/rfc/rfc9112#section-2.2
   */
  BARE_CR_IN_A_REASON;

  /** Nothing but the grammar. */
  static final Set<Lenience> NONE = Set.of();

  /** What may arrive at the upstream. */
  static final Set<Lenience> PASSED_ON = EnumSet.of(VISIBLE_CHARACTERS_IN_A_TARGET);

  /** What the proxy may make of a client's bytes. */
  static final Set<Lenience> OF_REQUESTS =
      EnumSet.of(EMPTY_LINES_BEFORE_A_REQUEST, VISIBLE_CHARACTERS_IN_A_TARGET);

  /** What the proxy may make of an upstream's bytes. */
  static final Set<Lenience> OF_RESPONSES =
      EnumSet.of(
          FOLDED_LINES,
          WHITESPACE_BEFORE_A_COLON,
          LOOSE_STATUS_LINE,
          FRAMING_WHERE_THERE_IS_NO_BODY,
          CONTENT_OF_A_205,
          LATER_MINOR_VERSION,
          BARE_CR_IN_A_REASON);
}
