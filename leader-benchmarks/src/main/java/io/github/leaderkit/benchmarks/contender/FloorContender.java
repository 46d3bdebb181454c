package io.github.leaderkit.benchmarks.contender;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * The least that could hand over: one script to take, one to renew, one to release, and a
 * message that wakes the others. It is not safe: it leads until it asks Redis again.
 */
public final class FloorContender implements Contender {

	/** KEYS: lease. ARGV: owner, ttl. Result: 0 if taken, else what is left of it. */
	private static final String TAKE = """
			if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
			return redis.call('PTTL', KEYS[1])""";

	/** KEYS: lease. ARGV: owner, ttl. */
	private static final String RENEW = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
			return 0""";

	/** KEYS: lease. ARGV: owner. */
	private static final String RELEASE = """
			if redis.call('GET', KEYS[1]) == ARGV[1] then
				redis.call('DEL', KEYS[1])
				redis.call('PUBLISH', KEYS[1], 'released')
			end
			return 0""";

	private static final String PREFIX = "floor:";

	private final String owner = UUID.randomUUID().toString();

	private final Set<String> contended = ConcurrentHashMap.newKeySet();

	private final Set<String> led = ConcurrentHashMap.newKeySet();

	private final Map<String, Future<?>> attempts = new ConcurrentHashMap<>();

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final long leaseMillis;

	private final RedisAsyncCommands<String, String> commands;

	private final StatefulRedisPubSubConnection<String, String> messages;

	private final String take;

	private final String renew;

	private final String release;

	private Consumer<String> promoted = (key) -> {
	};

	/**
	 * Connects.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 */
	public FloorContender(int port, Duration lease) {
		this.leaseMillis = lease.toMillis();
		RedisClient client = RedisClient.create(Redis.resources, RedisURI.create(Redis.HOST, port));
		this.commands = client.connect().async();
		this.messages = client.connectPubSub();
		this.take = this.commands.scriptLoad(TAKE).toCompletableFuture().join();
		this.renew = this.commands.scriptLoad(RENEW).toCompletableFuture().join();
		this.release = this.commands.scriptLoad(RELEASE).toCompletableFuture().join();
	}

	@Override
	public void start(List<String> keys, Consumer<String> promoted) {
		this.promoted = promoted;
		this.messages.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(String channel, String message) {
				take(channel.substring(PREFIX.length()));
			}

		});
		keys.forEach(this::rejoin);
		long period = this.leaseMillis / 3;
		this.timer.scheduleAtFixedRate(() -> this.led.forEach(this::renew), period, period, TimeUnit.MILLISECONDS);
	}

	@Override
	public void rejoin(String key) {
		this.contended.add(key);
		take(key);
	}

	private void take(String key) {
		if (!this.contended.contains(key) || this.led.contains(key)) {
			return;
		}
		eval(this.take, key, this.owner, "" + this.leaseMillis).thenAccept((left) -> {
			if (left == 0) {
				this.led.add(key);
				this.promoted.accept(key);
			}
			else {
				await(key, left);
			}
		});
	}

	private void await(String key, long left) {
		Future<?> attempt = this.timer.schedule(() -> take(key), Math.max(left, 0) + 1, TimeUnit.MILLISECONDS);
		Future<?> previous = this.attempts.put(key, attempt);
		if (previous != null) {
			previous.cancel(false);
		}
		else {
			this.messages.async().subscribe(PREFIX + key);
		}
	}

	private void renew(String key) {
		eval(this.renew, key, this.owner, "" + this.leaseMillis);
	}

	@Override
	public void leave(String key) {
		this.contended.remove(key);
		this.led.remove(key);
		eval(this.release, key, this.owner);
	}

	@Override
	public boolean claims(String key) {
		return this.led.contains(key);
	}

	private CompletionStage<Long> eval(String script, String key, String... values) {
		return this.commands.evalsha(script, ScriptOutputType.INTEGER, new String[] { PREFIX + key }, values);
	}

}
