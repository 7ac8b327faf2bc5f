/**
 * Whether the proxy and everybody beside it read the same bytes alike: a mutation fuzzer.
 *
 * <p>Valid messages are changed at random and sent through a whole sidecar, over sockets. What
 * arrives at the other end is read by the {@link io.nearside.fuzz.StrictParser}, which was written
 * from RFC 9112 and shares nothing with the proxy, and held against its reading of what was sent:
 *
 * <ol>
 *   <li>What the proxy passes on is well-formed and says what the strict parser read, or the
 *       message was refused. Where the bytes are malformed it may only be passed on as a {@link
 *       io.nearside.fuzz.Lenience} says.
 *   <li>Nothing of what was refused reached the other side, and there are as many answers as
 *       requests.
 *   <li>The next request on a fresh connection gets its own answer.
 * </ol>
 *
 * <p>Everything follows from a seed. Start reading at {@link io.nearside.fuzz.RequestFuzz} and
 * {@link io.nearside.fuzz.ResponseFuzz}; {@link io.nearside.fuzz.FuzzRun} runs long ones.
 */
package io.nearside.fuzz;
