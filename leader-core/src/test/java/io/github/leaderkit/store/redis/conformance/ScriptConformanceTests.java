package io.github.leaderkit.store.redis.conformance;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random sequences of calls to the scripts, in a Redis that runs: are they safe, and are
 * they like the store in memory? And would a mistake in them be found?
 *
 * <p>
 * A thousand seeds are played in every build, each as a sequence of random calls and as
 * one of clients that keep to the protocol; {@code -Pconformance} plays as many as
 * {@code -Dconformance.sequences} says. {@code -Dconformance.redis=embedded} takes the
 * older Redis of embedded-redis.
 */
@Tag("jdk-independent")
class ScriptConformanceTests {

	private static final long SEARCH = 20_000;

	private static final RedisBinary BINARY = "embedded".equals(System.getProperty("conformance.redis"))
			? RedisBinary.embedded().orElseThrow() : RedisBinary.any();

	private static final Tally tally = new Tally();

	private static int killed;

	private static RedisServerProcess server;

	@BeforeAll
	static void start() {
		server = RedisServerProcess.start(BINARY);
	}

	@AfterAll
	static void end() {
		server.close();
		System.out.println("conformance: " + tally + " mutants=" + killed + "/" + Mutant.values().length + " redis="
				+ BINARY.version());
	}

	@Test
	void whenSequencesAreRandomThenScriptsAreSafeAndLikeTheStoreInMemory() {
		try (RespConnection redis = new RespConnection(server)) {
			Lockstep lockstep = new Lockstep(redis, Scripts.told(redis), Scripts.asShipped(redis));
			Long seed = Long.getLong("conformance.seed");
			if (seed != null) {
				String kind = System.getProperty("conformance.kind", "clients");
				tally.play(lockstep, Kind.valueOf(kind.toUpperCase(Locale.ROOT)), seed, 1);
			}
			else {
				tally.play(lockstep, Long.getLong("conformance.sequences", 1000));
			}
		}
		assertThat(tally.explanations()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whenAScriptHasAMistakeThenItIsFound(Mutant mutant) {
		try (RespConnection redis = new RespConnection(server)) {
			Lockstep mutated = new Lockstep(redis, Scripts.mutated(redis, mutant), Scripts.asShipped(redis));
			Lockstep right = new Lockstep(redis, Scripts.told(redis), Scripts.asShipped(redis));
			assertFound(mutated, right, Kind.CALLS, mutant.differs());
			if (mutant.harms() >= 0) {
				assertFound(mutated, right, Kind.WATCHED, mutant.harms());
			}
		}
		killed++;
	}

	private static void assertFound(Lockstep mutated, Lockstep right, Kind kind, long listed) {
		assertThat(right.play(kind.sequence(listed))).isNull();
		assertThat(mutated.play(kind.sequence(listed)))
			.as(() -> "the listed seed of " + kind + "; now it is found by " + search(mutated, kind))
			.isNotNull();
	}

	/**
	 * The first seed that finds the mistake.
	 */
	private static List<Long> search(Lockstep lockstep, Kind kind) {
		AtomicLong found = new AtomicLong(-1);
		for (long first = 0; first < SEARCH && found.get() < 0; first += 256) {
			lockstep.play(first, 256, kind::sequence, (seed, finding) -> found.compareAndSet(-1, seed));
		}
		return Stream.of(found.get()).filter((seed) -> seed >= 0).toList();
	}

}
