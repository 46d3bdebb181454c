package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.ElectionSettings;

/**
 * Changes the settings of the elections that the properties define, before these
 * elections are created. All beans of this type are called, in their order, once for each
 * election. Their settings win over the properties. The key cannot be changed, and with
 * {@code leader.standalone} the safety is always {@code STANDARD}.
 *
 * <p>
 * Not called for elections that are created with
 * {@link io.github.leaderkit.LeaderElections#create}. If the settings cannot work, the
 * application does not start.
 */
@FunctionalInterface
public interface ElectionSettingsCustomizer {

	/**
	 * Changes the settings of one election.
	 * @param election the name of the election
	 * @param settings the settings from the properties, to be changed in place
	 */
	void customize(String election, ElectionSettings.Builder settings);

}
