/** What an upstream sees and says otherwise than its clients; begin at {@code PrefixTest}. */
package io.nearside.scenario.rewrite;
