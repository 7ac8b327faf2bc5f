/**
 * JMH benchmarks of the pieces of a hit: how they are run, and what they have in common. Those of a
 * package's insides are in the package of that name.
 *
 * <p>Start at {@link io.nearside.jmh.Run}.
 */
package io.nearside.jmh;
