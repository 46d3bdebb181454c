package io.github.leaderkit.store.redis;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseScriptHints}.
 */
class LeaseScriptHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "prelude", "peek", "acquire", "renew", "release", "revoke" })
	void whenAnImageIsNativeThenItHasTheScript(String script) {
		RuntimeHints hints = new RuntimeHints();
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		String resource = "io/github/leaderkit/store/redis/" + script + ".lua";
		assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
	}

}
