/**
 * What an attacker sends first never changes what a victim gets then: cache poisoning and cache
 * deception over real sockets. Start at {@link io.nearside.scenario.poisoning.Mirror}.
 */
package io.nearside.scenario.poisoning;
