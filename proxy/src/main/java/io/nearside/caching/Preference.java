package io.nearside.caching;

import java.util.List;

/**
 * One member of a field that content is negotiated by.
 *
 * @param range a media range, a content coding or a language range, in its one form
 * @param parameters of a media range, in order: names in lower case and values, in turn
 * @param thousandths the weight: 0 for what is not acceptable, to 1000
 */
record Preference(String range, List<String> parameters, int thousandths)
    implements Comparable<Preference> {
  static final int MOST = 1000;

  /** An order that no two different ones share a place in. What it is does not matter. */
  @Override
  public int compareTo(Preference other) {
    int byRange = range.compareTo(other.range);
    if (byRange != 0) {
      return byRange;
    }
    int byWeight = Integer.compare(thousandths, other.thousandths);
    return byWeight != 0 ? byWeight : compare(parameters, other.parameters);
  }

  private static int compare(List<String> some, List<String> others) {
    for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
      int byText = some.get(i).compareTo(others.get(i));
      if (byText != 0) {
        return byText;
      }
    }
    return Integer.compare(some.size(), others.size());
  }
}
