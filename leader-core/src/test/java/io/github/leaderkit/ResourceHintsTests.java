package io.github.leaderkit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the hints on what is read from the class path.
 */
class ResourceHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "store/redis/prelude.lua", "store/redis/peek.lua", "store/redis/acquire.lua",
			"store/redis/renew.lua", "store/redis/release.lua", "store/redis/revoke.lua", "fencing/write.lua",
			"fencing/schema.sql" })
	void whenAnImageIsNativeThenItHasTheResource(String name) {
		RuntimeHints hints = new RuntimeHints();
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		String resource = "io/github/leaderkit/" + name;
		assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
	}

}
