package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.InvalidElectionSettingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an impossible setting of an election that the application itself creates.
 */
class InvalidElectionSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidElectionSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidElectionSettingException cause) {
		return new FailureAnalysis(
				"The setting '" + cause.setting() + "' of an election cannot work: " + cause.problem(), cause.fix(),
				cause);
	}

}
