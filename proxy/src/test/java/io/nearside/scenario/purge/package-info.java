/** What the purge log promises, seen from outside; begin at {@code InvariantsTest}. */
package io.nearside.scenario.purge;
