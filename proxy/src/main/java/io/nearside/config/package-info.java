/**
 * The configuration: HOCON to typed records, with errors that name file, line, key and value. Start
 * at {@link io.nearside.config.ConfigLoader}.
 */
@NullMarked
package io.nearside.config;

import org.jspecify.annotations.NullMarked;
