/**
 * The admin listener on its own port: health, readiness and purges. Start at {@link
 * io.nearside.admin.AdminServer}.
 */
@NullMarked
package io.nearside.admin;

import org.jspecify.annotations.NullMarked;
