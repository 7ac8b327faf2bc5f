/** Start and stop, and the one place that wires the packages together. */
@NullMarked
package io.nearside;

import org.jspecify.annotations.NullMarked;
