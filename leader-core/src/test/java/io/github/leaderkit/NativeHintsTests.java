package io.github.leaderkit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the hints on what is read from the class path, or by reflection.
 */
class NativeHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "store/redis/prelude.lua", "store/redis/peek.lua", "store/redis/acquire.lua",
			"store/redis/renew.lua", "store/redis/release.lua", "store/redis/revoke.lua", "store/redis/change.lua",
			"store/redis/schedules.lua", "store/redis/many.lua", "fencing/write.lua", "fencing/schema.sql" })
	void whenAnImageIsNativeThenItHasTheResource(String name) {
		String resource = "io/github/leaderkit/" + name;
		assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints());
	}

	@ParameterizedTest
	@ValueSource(
			classes = { ThreadPoolTaskScheduler.class, SimpleAsyncTaskScheduler.class, ConcurrentTaskScheduler.class })
	void whenAnImageIsNativeThenTheErrorHandlerOfASchedulerIsFound(Class<?> scheduler) {
		assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(scheduler, "errorHandler")).accepts(hints());
	}

	private RuntimeHints hints() {
		RuntimeHints hints = new RuntimeHints();
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		return hints;
	}

}
