/**
 * What the tests of every package share: a backend and a client that control each byte, gates that
 * hold an answer at a point, and a check that no buffer was leaked. Start at {@link
 * io.nearside.testing.ScriptedUpstream} and {@link io.nearside.testing.RawClient}.
 */
package io.nearside.testing;
