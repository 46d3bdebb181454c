package io.github.leaderkit.testing;

/**
 * The Redis server that the tests of one run share: in a container where there is Docker,
 * else a process. Tests use keys that no other test uses, and leave its configuration
 * alone; a test that needs more has a {@link RedisServerProcess} of its own.
 *
 * <p>
 * The environment variable {@code LEADER_TESTS_REQUIRE_CONTAINER=true} makes tests fail
 * that cannot have a container, and {@code LEADER_TESTS_REDIS_IMAGE} names another image
 * for it.
 */
public final class RedisServer implements RedisEndpoint, AutoCloseable {

	private static final boolean CONTAINER_REQUIRED = Boolean
		.parseBoolean(System.getenv("LEADER_TESTS_REQUIRE_CONTAINER"));

	private final RedisEndpoint endpoint;

	private RedisServer(RedisEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Whether tests are to try a container: one is required, or one can be had.
	 * @return whether they are
	 */
	public static boolean mayBeContainer() {
		return CONTAINER_REQUIRED || RedisContainer.isAvailable();
	}

	static RedisServer start() {
		RedisEndpoint endpoint = startEndpoint();
		System.out.println("Tests use " + endpoint);
		return new RedisServer(endpoint);
	}

	private static RedisEndpoint startEndpoint() {
		if (!mayBeContainer()) {
			return RedisServerProcess.start();
		}
		try {
			return RedisContainer.start();
		}
		catch (RuntimeException ex) {
			if (CONTAINER_REQUIRED) {
				throw new IllegalStateException(
						"Tests must use a container of " + RedisContainer.IMAGE + ", and it cannot be started", ex);
			}
			System.out.println("Tests cannot use a container of " + RedisContainer.IMAGE + ": " + ex.getMessage());
			return RedisServerProcess.start();
		}
	}

	@Override
	public String host() {
		return this.endpoint.host();
	}

	@Override
	public int port() {
		return this.endpoint.port();
	}

	@Override
	public void close() throws Exception {
		((AutoCloseable) this.endpoint).close();
	}

	@Override
	public String toString() {
		return this.endpoint.toString();
	}

}
