/**
 * Where clients come from: several listeners, Unix domain sockets, and proxies that say for whom.
 */
package io.nearside.scenario.listeners;
