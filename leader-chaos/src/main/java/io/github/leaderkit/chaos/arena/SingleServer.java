package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One server, to which each worker has a way of its own.
 */
public final class SingleServer implements Deployment {

	private static final long STEP_SECONDS = 100;

	private final @Nullable ShiftedClock clock;

	private final RedisProcess redis;

	private final List<TcpProxy> proxies = new ArrayList<>();

	/**
	 * Starts the server and waits until it answers.
	 * @param arena what it is part of
	 * @throws IOException if it does not answer
	 */
	public SingleServer(Arena arena) throws IOException {
		this.clock = arena.profile().redisClock() ? new ShiftedClock(arena.directory().resolve("clock-redis")) : null;
		this.redis = new RedisProcess(arena.children(), arena.directory().resolve("redis"),
				(this.clock != null) ? this.clock.environment(arena.shim()) : Map.of());
		if (this.clock != null) {
			checkClock(this.clock);
		}
		for (int i = 0; i < Profile.WORKERS; i++) {
			this.proxies.add(new TcpProxy(this.redis.port()));
		}
	}

	/**
	 * A server that the library does not reach would pass every test of its clock.
	 */
	private void checkClock(ShiftedClock shifted) throws IOException {
		shifted.setWallMillis(-STEP_SECONDS * 1000);
		long before = Long.parseLong(this.redis.ask("TIME"));
		shifted.setWallMillis(0);
		if (Long.parseLong(this.redis.ask("TIME")) - before < STEP_SECONDS) {
			throw new IOException("The clock of this Redis cannot be shifted");
		}
	}

	/**
	 * The server.
	 * @return its process
	 */
	public RedisProcess redis() {
		return this.redis;
	}

	/**
	 * Its clock.
	 * @return the clock
	 */
	public ShiftedClock clock() {
		if (this.clock == null) {
			throw new IllegalStateException("The clock of this Redis cannot be set");
		}
		return this.clock;
	}

	/**
	 * The way of a worker.
	 * @param worker the number of the worker
	 * @return the proxy
	 */
	public TcpProxy proxy(int worker) {
		return this.proxies.get(worker - 1);
	}

	@Override
	public String address(int worker) {
		return "single:" + proxy(worker).port();
	}

	@Override
	public RedisCommands connect(String key) throws IOException {
		return this.redis.connect();
	}

	@Override
	public long connections() throws IOException {
		return this.redis.ask("CLIENT", "LIST").lines().count() - 1;
	}

	@Override
	public void close() throws IOException {
		for (TcpProxy proxy : this.proxies) {
			proxy.close();
		}
		this.redis.kill();
	}

}
