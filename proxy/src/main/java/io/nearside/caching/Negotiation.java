package io.nearside.caching;

import io.nearside.http.Fields;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the request fields that content is negotiated by to the one choice among those that a
 * backend offers. What stands for all of a thousand browsers' preferences then has few variants.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5
 */
public final class Negotiation {
  /*
   * The highest weight wins, and of equal ones what the rules name first. A field that is absent
   * stays so: it does not say that everything is understood, only that nothing was said. So does
   * one that cannot be read or accepts nothing on the list: what to do then is the backend's
   * decision.
   */
  private static final String IDENTITY = "identity";

  private Negotiation() {}

  /**
   * Tells which fields of the request change, by name and new value.
   *
   * @param changed called before the next field is read
   */
  public static void reduce(VaryRules rules, Fields request, BiConsumer<String, String> changed) {
    reduce(NegotiatedField.ACCEPT_ENCODING, rules.encodings(), request, changed);
    reduce(NegotiatedField.ACCEPT_LANGUAGE, rules.languages(), request, changed);
    reduce(NegotiatedField.ACCEPT, rules.mediaTypes(), request, changed);
  }

  private static void reduce(
      NegotiatedField field,
      List<String> offered,
      Fields request,
      BiConsumer<String, String> changed) {
    if (offered.isEmpty()) {
      return;
    }
    List<String> lines = request.all(field.fieldName());
    if (lines.isEmpty()) {
      return;
    }
    String choice = choice(field, lines, offered);
    if (choice != null) {
      changed.accept(field.fieldName(), choice);
    }
  }

  /** The best of what is offered; null when these lines cannot be read or accept none of it. */
  static @Nullable String choice(NegotiatedField field, List<String> lines, List<String> offered) {
    List<Preference> preferences = PreferenceReader.read(field, lines);
    if (preferences == null) {
      return null;
    }
    String best = null;
    int bestWeight = 0;
    for (String offer : offered) {
      int weight = weight(field, offer, preferences);
      if (weight > bestWeight) {
        best = offer;
        bestWeight = weight;
      }
    }
    return field == NegotiatedField.ACCEPT_ENCODING
        ? orIdentity(best, bestWeight, preferences)
        : best;
  }

  private static int weight(NegotiatedField field, String offer, List<Preference> preferences) {
    return switch (field) {
      case ACCEPT -> mediaTypeWeight(offer, preferences);
      case ACCEPT_ENCODING -> codingWeight(offer, preferences);
      case ACCEPT_LANGUAGE -> languageWeight(offer, preferences);
    };
  }

  // Content codings: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3

  private static int codingWeight(String coding, List<Preference> preferences) {
    int named = named(coding, preferences);
    if (named >= 0) {
      return named;
    }
    // No coding at all is acceptable without a word, but nothing that is preferred to a coding.
    return coding.equals(IDENTITY) ? 0 : Math.max(0, named("*", preferences));
  }

  /** No coding is what remains, and sometimes what is wanted. */
  private static @Nullable String orIdentity(
      @Nullable String best, int bestWeight, List<Preference> preferences) {
    int identity = named(IDENTITY, preferences);
    if (identity > bestWeight) {
      return IDENTITY;
    }
    boolean refused = identity == 0 || (identity < 0 && named("*", preferences) == 0);
    return best != null || refused ? best : IDENTITY;
  }

  /** The highest weight of exactly this range, or -1 when it is not there. */
  private static int named(String range, List<Preference> preferences) {
    int weight = -1;
    for (Preference preference : preferences) {
      if (preference.range().equals(range) && preference.parameters().isEmpty()) {
        weight = Math.max(weight, preference.thousandths());
      }
    }
    return weight;
  }

  // Media types: the most specific range counts.

  private static int mediaTypeWeight(String type, List<Preference> preferences) {
    int exact = named(type, preferences);
    if (exact >= 0) {
      return exact;
    }
    int group = named(type.substring(0, type.indexOf('/')) + "/*", preferences);
    return group >= 0 ? group : Math.max(0, named("*/*", preferences));
  }

  // Languages: https://www.rfc-editor.org/rfc/rfc4647#section-3

  /**
   * Basic filtering, by which {@code de} accepts {@code de-AT}; and lookup, by which someone who
   * asks for {@code de-AT} would rather have {@code de} than nothing, unless they refuse it.
   */
  private static int languageWeight(String offer, List<Preference> preferences) {
    String tag = offer.toLowerCase(Locale.ROOT);
    int filtered = -1;
    int longest = 0;
    int lookedUp = 0;
    for (Preference preference : preferences) {
      String range = preference.range();
      int weight = preference.thousandths();
      if (isPrefix(range, tag) && range.length() >= longest) {
        filtered = range.length() > longest ? weight : Math.max(filtered, weight);
        longest = range.length();
      } else if (isPrefix(tag, range)) {
        lookedUp = Math.max(lookedUp, weight);
      }
    }
    if (filtered == 0) {
      return 0;
    }
    int known = Math.max(filtered, lookedUp);
    return known > 0 ? known : Math.max(0, named("*", preferences));
  }

  /** Whether the text is the prefix, or begins with it and a hyphen. */
  private static boolean isPrefix(String prefix, String text) {
    return text.startsWith(prefix)
        && (text.length() == prefix.length() || text.charAt(prefix.length()) == '-');
  }
}
