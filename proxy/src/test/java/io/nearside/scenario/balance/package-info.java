/** Several addresses of one upstream: which is chosen, and what happens when some of them fail. */
package io.nearside.scenario.balance;
