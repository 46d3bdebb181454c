package io.github.leaderkit.autoconfigure;

import java.util.Collection;
import java.util.List;

import io.github.leaderkit.LeaderElection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.annotation.Order;

/**
 * Explains that one of several elections is to be injected and it is not said which.
 * Comes before the analyzer of Spring Boot, which advises to mark one as primary: nobody
 * can do that with these beans.
 */
@Order(0)
class SeveralElectionsFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoUniqueBeanDefinitionException> {

	private static final String BEAN_NAME = "LeaderElection";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause,
			@Nullable String description) {
		Collection<String> beans = cause.getBeanNamesFound();
		if (cause.getBeanType() != LeaderElection.class || beans == null) {
			return null;
		}
		List<String> elections = beans.stream().map(SeveralElectionsFailureAnalyzer::qualifier).toList();
		return new FailureAnalysis(
				((description != null) ? description : "The application")
						+ " required one LeaderElection, but there are several: " + elections + ".",
				"Name one of them, as in @Qualifier(\"" + elections.get(0)
						+ "\"). Only the election 'default', which leader.key defines, needs no qualifier.",
				cause);
	}

	private static String qualifier(String bean) {
		return bean.endsWith(BEAN_NAME) ? bean.substring(0, bean.length() - BEAN_NAME.length()) : bean;
	}

}
