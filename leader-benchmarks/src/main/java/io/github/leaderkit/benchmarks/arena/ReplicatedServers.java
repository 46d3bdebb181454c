package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.time.Duration;

import io.github.leaderkit.chaos.arena.TcpProxy;
import io.github.leaderkit.chaos.arena.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * A master with one replica, which can take its place. Clients have a way that leads to
 * whichever is the master.
 */
public final class ReplicatedServers implements AutoCloseable {

	private static final long SYNCHRONIZED_SECONDS = 20;

	private final Duration distance;

	private final TcpProxy way;

	private Server master;

	private Server replica;

	private @Nullable DelayingProxy replication;

	ReplicatedServers(Server master, Server replica, Duration distance) throws IOException {
		this.master = master;
		this.replica = replica;
		this.distance = distance;
		this.way = new TcpProxy(master.port());
		follow();
	}

	/**
	 * Where clients find the master.
	 * @return the port
	 */
	public int port() {
		return this.way.port();
	}

	/**
	 * Where the master is now, without a way in between.
	 * @return the port
	 */
	public int masterPort() {
		return this.master.port();
	}

	/**
	 * Kills the master and promotes the replica. What was on its way there is lost. The
	 * former master comes back without data, as the replica.
	 * @throws IOException if that is not possible
	 */
	public void failOver() throws IOException {
		Server former = this.master;
		separate();
		former.close();
		this.replica.ask("REPLICAOF", "NO", "ONE");
		this.way.leadTo(this.replica.port());
		this.master = this.replica;
		this.replica = former;
		former.restartEmpty();
		follow();
	}

	private void follow() throws IOException {
		// Else a replica waits five seconds for others before it gets the data
		this.master.ask("CONFIG", "SET", "repl-diskless-sync-delay", "0");
		int port = this.master.port();
		if (!this.distance.isZero()) {
			this.replication = new DelayingProxy(port, this.distance);
			port = this.replication.port();
		}
		this.replica.ask("REPLICAOF", "127.0.0.1", "" + port);
		if (!Waiting.until(SYNCHRONIZED_SECONDS, this::isSynchronized)) {
			throw new IOException("The replica has no data after " + SYNCHRONIZED_SECONDS + " s");
		}
	}

	private boolean isSynchronized() {
		try {
			return this.replica.ask("INFO", "replication").contains("master_link_status:up");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void separate() throws IOException {
		if (this.replication != null) {
			this.replication.close();
			this.replication = null;
		}
	}

	@Override
	public void close() throws IOException {
		separate();
		this.way.close();
		this.master.close();
		this.replica.close();
	}

}
