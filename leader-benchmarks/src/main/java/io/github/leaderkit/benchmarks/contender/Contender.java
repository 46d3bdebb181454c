package io.github.leaderkit.benchmarks.contender;

import java.util.List;
import java.util.function.Consumer;

/**
 * One instance of an application that contends in some elections. An implementation has a
 * public constructor that takes the port of Redis and the {@link java.time.Duration} of a
 * lease, and connects. It ends with its process.
 */
public interface Contender {

	/**
	 * Begins to contend.
	 * @param keys the elections
	 * @param promoted called with the key of an election when this instance leads it, as
	 * early as users are called
	 */
	void start(List<String> keys, Consumer<String> promoted);

	/**
	 * Gives a leadership up in order and contends no longer. Need not wait.
	 * @param key the election
	 */
	void leave(String key);

	/**
	 * Contends again.
	 * @param key the election
	 */
	void rejoin(String key);

	/**
	 * Whether this instance claims to lead: what users get that ask before they work.
	 * @param key the election
	 * @return whether it does
	 */
	boolean claims(String key);

}
