package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.context.InvalidLeaderLifecycleException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a bean that is to run only while this instance leads, but cannot.
 */
class InvalidLeaderLifecycleFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLeaderLifecycleException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLeaderLifecycleException cause) {
		return new FailureAnalysis(cause.problem(), cause.fix(), cause);
	}

}
