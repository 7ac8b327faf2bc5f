/**
 * TLS for both sides: certificates and keys from files, read again when they change, and what is
 * offered and accepted. Knows no HTTP.
 */
@NullMarked
package io.nearside.tls;

import org.jspecify.annotations.NullMarked;
