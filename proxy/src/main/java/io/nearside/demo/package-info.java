/**
 * What {@code nearside demo} shows the proxy with: a slow little backend, and the text that says
 * what to try. Start at {@link io.nearside.demo.DemoBackend}. Nothing else of the proxy uses it.
 */
@NullMarked
package io.nearside.demo;

import org.jspecify.annotations.NullMarked;
