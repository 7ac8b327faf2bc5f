/**
 * Connections that leave HTTP and answers that stream, on raw sockets; begin at {@code SwitchTest}.
 */
package io.nearside.scenario.tunnel;
