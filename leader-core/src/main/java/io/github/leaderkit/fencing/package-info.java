/**
 * What keeps a leader that woke up late from writing: each resource remembers the highest
 * term that it was written under, and refuses lower ones.
 *
 * <p>
 * No lease can do this. A process may be paused between the moment it asks whether it
 * leads and the moment its write arrives, for longer than the lease lasts; by then
 * another process leads and has written. The resource is the only place where this can be
 * noticed, and the {@linkplain io.github.leaderkit.Leadership#term() term} is how: it is
 * the fencing token of Kleppmann, <a href=
 * "https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">How to do
 * distributed locking</a>.
 *
 * <p>
 * {@link io.github.leaderkit.fencing.JdbcFence} does so for what one database transaction
 * writes, {@link io.github.leaderkit.fencing.RedisFence} for values in Redis, and
 * {@link io.github.leaderkit.fencing.LeaderTermHeader} names how a term is handed on by
 * HTTP. What they cannot do:
 * <ul>
 * <li>A fence refuses the late, not the early: an older leader may write until the newer
 * one has entered the fence for the first time. It is then as if the older one had
 * written in time.
 * <li>A fence protects only from those who ask it. Each write to the resource must.
 * <li>A resource is fenced by the terms of one election. Terms of two elections cannot be
 * compared.
 * <li>A fence is as durable as the place where it is kept.
 * </ul>
 */
@NullMarked
package io.github.leaderkit.fencing;

import org.jspecify.annotations.NullMarked;
