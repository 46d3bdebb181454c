package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.leaderkit.Leadership;
import io.github.leaderkit.testing.RedisEndpoint;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;

/**
 * Instances of one application on one Redis, watched at every moment: at most one may
 * lead.
 */
final class Fleet implements AutoCloseable {

	private final RedisEndpoint redis;

	private final Map<String, String> properties = new LinkedHashMap<>();

	private final List<Instance> instances = new CopyOnWriteArrayList<>();

	private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());

	private final Thread watch = new Thread(this::watch, "watch");

	private volatile boolean closed;

	Fleet(RedisEndpoint redis, String key, Duration ttl, String... properties) {
		this.redis = redis;
		Stream
			.concat(Stream.of("leader.key=" + key, "leader.ttl=" + ttl.toMillis() + "ms", "spring.main.banner-mode=off",
					"spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port()),
					Stream.of(properties))
			.map((property) -> property.split("=", 2))
			.forEach((property) -> this.properties.put(property[0], property[1]));
		this.watch.setDaemon(true);
		this.watch.start();
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
	}

	/**
	 * Starts an instance.
	 * @param configuration what it has beside the elections
	 * @return the instance
	 */
	Instance start(Class<?>... configuration) {
		return start(Map.of(), configuration);
	}

	/**
	 * Starts an instance.
	 * @param properties properties of this instance only
	 * @param configuration what it has beside the elections
	 * @return the instance
	 */
	Instance start(Map<String, String> properties, Class<?>... configuration) {
		// of a property that is given twice, Spring Boot would make a list
		Map<String, String> all = new LinkedHashMap<>(this.properties);
		all.putAll(properties);
		all.put("leader.instance", "instance-" + (this.instances.size() + 1));
		SpringApplication application = new SpringApplicationBuilder(Instance.Application.class).sources(configuration)
			.web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.build();
		// The log is that of the whole process: applications cannot set it up at a time
		application.setListeners(application.getListeners()
			.stream()
			.filter((listener) -> !(listener instanceof LoggingApplicationListener))
			.toList());
		Instance instance = new Instance(
				application.run(all.entrySet().stream().map((property) -> "--" + property).toArray(String[]::new)));
		this.instances.add(instance);
		return instance;
	}

	Optional<Instance> leader() {
		return this.instances.stream().filter((instance) -> instance.election().isLeader()).findFirst();
	}

	Instance awaitLeader() {
		return await().until(this::leader, Optional::isPresent).orElseThrow();
	}

	Instance awaitLeaderOtherThan(Instance instance) {
		return await().until(this::leader, (leader) -> leader.isPresent() && leader.get() != instance).orElseThrow();
	}

	RedisEndpoint redis() {
		return this.redis;
	}

	/**
	 * The moments at which two instances led.
	 * @return must be empty
	 */
	List<String> overlaps() {
		return this.overlaps;
	}

	private void watch() {
		while (!this.closed) {
			for (Instance instance : this.instances) {
				compareWithOthers(instance);
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
		}
	}

	private void compareWithOthers(Instance instance) {
		Optional<Leadership> before = instance.election().leadership();
		if (before.isEmpty()) {
			return;
		}
		for (Instance other : this.instances) {
			Optional<Leadership> others = (other != instance) ? other.election().leadership() : Optional.empty();
			// The same leadership before and after: it lasted while the other was asked
			if (others.isPresent() && before.equals(instance.election().leadership())) {
				this.overlaps.add(before.get() + " and " + others.get());
			}
		}
	}

	@Override
	public void close() throws InterruptedException {
		this.instances.forEach(Instance::close);
		this.closed = true;
		this.watch.join();
	}

}
