package io.github.leaderkit.guard;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.engine.ElectionEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.StringValueResolver;

/**
 * Knows which methods of a class are guarded, and the election of each and how it is
 * entered. Asks for the elections no earlier than for the first guarded call or the check
 * at start-up, so that the advisor, which is needed before all other beans, does not
 * create them too early.
 */
final class GuardedElections implements BeanFactoryAware {

	private final ObjectProvider<LeaderElections> provider;

	private final Map<Class<?>, GuardedClass> classes = new ConcurrentReferenceHashMap<>();

	private StringValueResolver placeholders = (name) -> name;

	private final SkippedBeforeStart skippedBeforeStart = new SkippedBeforeStart();

	private @Nullable BeanFactory beanFactory;

	private volatile @Nullable LeaderElections elections;

	GuardedElections(ObjectProvider<LeaderElections> provider) {
		this.provider = provider;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			this.placeholders = new EmbeddedValueResolver(configurable);
		}
	}

	/**
	 * The settings of the context. They go by their name: to look for their type could
	 * create other beans early.
	 */
	GuardSettings settings() {
		BeanFactory beanFactory = this.beanFactory;
		return (beanFactory != null && beanFactory.containsBean(GuardSettings.BEAN_NAME))
				? beanFactory.getBean(GuardSettings.BEAN_NAME, GuardSettings.class) : GuardSettings.defaults();
	}

	GuardedClass methodsOf(Class<?> type) {
		return this.classes.computeIfAbsent(ClassUtils.getUserClass(type), GuardedClass::of);
	}

	/**
	 * The election that a method is guarded by.
	 * @param method the method
	 * @return the election
	 * @throws InvalidLeaderOnlyException if there is none
	 */
	LeaderElection electionOf(GuardedMethod method) {
		String name = nameOf(method);
		LeaderElections elections = elections();
		if (elections == null) {
			throw new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly, but there is no LeaderElections bean.",
					"Define one, or remove the annotation.");
		}
		if (name.isEmpty()) {
			return elections.findDefault()
				.orElseThrow(() -> new InvalidLeaderOnlyException(
						"The method " + method + " is annotated with @LeaderOnly without the name of an "
								+ "election, and none of the elections " + elections.names() + " is the default.",
						fix(elections, "Name one of them, as in @LeaderOnly(\"name\"), or call one '"
								+ LeaderElections.DEFAULT + "'.")));
		}
		return elections.find(name)
			.orElseThrow(() -> new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly for the election '" + name
							+ "', which does not exist. The elections are " + elections.names() + ".",
					fix(elections, "Name one of these, or define an election '" + name + "'.")));
	}

	/**
	 * A mock knows no elections.
	 */
	private static String fix(LeaderElections elections, String fix) {
		return elections.names().isEmpty()
				? fix + " If a test has put a mock in the place of the elections, annotate the test with "
						+ "@AutoConfigureTestLeaderElection of leader-spring-boot-test instead."
				: fix;
	}

	private String nameOf(GuardedMethod method) {
		return resolve(method, "for the election", method.annotation().election());
	}

	/**
	 * How long the leadership must last for a method to be called.
	 * @param method the method
	 * @return the time, zero for any
	 * @throws InvalidLeaderOnlyException if it is malformed
	 */
	Duration minRemainingOf(GuardedMethod method) {
		String text = resolve(method, "with minRemaining", method.annotation().minRemaining());
		if (text.isEmpty()) {
			return Duration.ZERO;
		}
		try {
			Duration minRemaining = DurationFormatterUtils.detectAndParse(text);
			Assert.isTrue(!minRemaining.isNegative(), "it is negative");
			return minRemaining;
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly with minRemaining '" + text
							+ "', which is not a duration: " + ex.getMessage() + ".",
					"Write it as in 500ms, 2s or PT2S.", ex);
		}
	}

	/**
	 * Refuses a method whose election does not exist, or never has a leadership that
	 * lasts long enough.
	 * @param method the method
	 * @throws InvalidLeaderOnlyException if so
	 */
	void check(GuardedMethod method) {
		LeaderElection election = electionOf(method);
		Duration minRemaining = minRemainingOf(method);
		if (minRemaining.isZero()) {
			return;
		}
		Duration validity = election.settings().validity();
		if (minRemaining.compareTo(validity) > 0) {
			throw new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly with " + "minRemaining "
							+ DurationText.of(minRemaining) + ", but a leadership of the election '" + election.name()
							+ "' lasts " + DurationText.of(validity) + " without a renewal.",
					"Set a minRemaining well below that, or a longer ttl.");
		}
	}

	private String resolve(GuardedMethod method, String what, String expression) {
		if (expression.isEmpty()) {
			return expression;
		}
		try {
			String text = this.placeholders.resolveStringValue(expression);
			return (text != null) ? text.strip() : "";
		}
		catch (RuntimeException ex) {
			throw new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly " + what + " '" + expression
							+ "', which cannot be resolved: " + ex.getMessage() + ".",
					"Define the property that it refers to.", ex);
		}
	}

	/**
	 * Looks for the election that goes by a name now: it may have been closed and created
	 * anew since a guard first saw it.
	 * @param name the name of the election
	 * @return the election, or empty if there is none
	 */
	Optional<LeaderElection> find(String name) {
		LeaderElections elections = elections();
		return (elections != null) ? elections.find(name) : Optional.empty();
	}

	/**
	 * How many elections were created or closed: while that is the same, one that was
	 * found is still the one that goes by its name. Elections that are not this library's
	 * may change at any time.
	 * @return the number, or {@code -1} if it is not known
	 */
	int changes() {
		return (elections() instanceof ElectionEngine engine) ? engine.changes() : -1;
	}

	/**
	 * Called for every call that is skipped.
	 */
	void skipped(GuardedMethod method, LeaderElection election) {
		this.skippedBeforeStart.skipped(method, election, this.elections);
	}

	private @Nullable LeaderElections elections() {
		LeaderElections elections = this.elections;
		if (elections == null) {
			elections = this.provider.getIfAvailable();
			this.elections = elections;
		}
		return elections;
	}

}
