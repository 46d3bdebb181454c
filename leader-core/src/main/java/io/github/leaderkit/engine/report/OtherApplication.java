package io.github.leaderkit.engine.report;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.engine.decision.LeaderInfoFormat;
import org.jspecify.annotations.Nullable;

/**
 * Recognises that a candidate and the leader it sees belong to different applications, by
 * their names: two applications then use one key, and only one of them leads. An
 * application without a name is not recognised, and an instance that never leads may
 * watch any application.
 */
final class OtherApplication {

	private OtherApplication() {
	}

	/**
	 * The application of the leader.
	 * @param settings the settings of this instance
	 * @param leader the leader, or {@code null} if none is known
	 * @return its name, or {@code null} if it is that of this instance or if one of the
	 * two is not known
	 */
	static @Nullable String of(ElectionSettings settings, @Nullable LeaderInfo leader) {
		if (leader == null || !settings.candidate() || settings.application().isEmpty()) {
			return null;
		}
		String application = leader.application();
		return (application.isEmpty() || application.equals(LeaderInfoFormat.asRead(settings.application()))) ? null
				: application;
	}

}
