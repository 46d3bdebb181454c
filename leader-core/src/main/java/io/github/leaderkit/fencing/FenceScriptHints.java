package io.github.leaderkit.fencing;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Includes the script and the table of the fences in a native image.
 */
class FenceScriptHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern("io/github/leaderkit/fencing/*.lua")
			.registerPattern("io/github/leaderkit/fencing/*.sql");
	}

}
