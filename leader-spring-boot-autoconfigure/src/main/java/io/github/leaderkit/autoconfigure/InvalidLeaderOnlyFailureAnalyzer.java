package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.guard.InvalidLeaderOnlyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link io.github.leaderkit.LeaderOnly} that cannot be kept.
 */
class InvalidLeaderOnlyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLeaderOnlyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLeaderOnlyException cause) {
		return new FailureAnalysis(cause.problem(), cause.fix(), cause);
	}

}
