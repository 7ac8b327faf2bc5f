/**
 * The words of HTTP: fields, dates, directives, validators, ranges. Pure values and parsers without
 * a clock.
 *
 * <p>Start at {@link io.nearside.http.Fields}. Imports only the JDK.
 */
@NullMarked
package io.nearside.http;

import org.jspecify.annotations.NullMarked;
