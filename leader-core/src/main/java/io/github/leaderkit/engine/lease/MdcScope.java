package io.github.leaderkit.engine.lease;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The time during which a leadership is current on a thread and is in the diagnostic
 * context of what the thread logs.
 */
final class MdcScope implements Leadership.Scope {

	private final @Nullable String election = MDC.get(ElectionSettings.MDC_ELECTION);

	private final @Nullable String term = MDC.get(ElectionSettings.MDC_TERM);

	private final Leadership.Scope scope;

	MdcScope(Leadership leadership) {
		MDC.put(ElectionSettings.MDC_ELECTION, leadership.election());
		MDC.put(ElectionSettings.MDC_TERM, Long.toString(leadership.term()));
		this.scope = leadership.makeCurrent();
	}

	@Override
	public void close() {
		this.scope.close();
		restore(ElectionSettings.MDC_ELECTION, this.election);
		restore(ElectionSettings.MDC_TERM, this.term);
	}

	private static void restore(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

}
