/** What goes over the wire, byte by byte: what is refused, what is cut, what is put right. */
package io.nearside.scenario.wire;
