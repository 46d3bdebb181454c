package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.ElectionSettings;

/**
 * Changes the settings of the elections that the properties define, before those
 * elections are created. All beans of this type are called, in their order, once for each
 * election. What they set wins over the properties. The key cannot be changed, and with
 * {@code leader.standalone} the safety is always {@code STANDARD}.
 *
 * <p>
 * Not called for elections that are created with
 * {@link io.github.leaderkit.LeaderElections#create}. Settings that cannot work stop the
 * application at its start.
 */
@FunctionalInterface
public interface ElectionSettingsCustomizer {

	/**
	 * Changes the settings of one election.
	 * @param election the name of the election
	 * @param settings has what the properties say, to be changed in place
	 */
	void customize(String election, ElectionSettings.Builder settings);

}
