package io.github.leaderkit.guard;

import java.util.Map;
import java.util.Optional;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.StringValueResolver;

/**
 * Knows which methods of a class are guarded, and the election of each. Asks for the
 * elections no earlier than for the first guarded call or the check at start-up, so that
 * the advisor, which is needed before all other beans, does not create them too early.
 */
final class GuardedElections implements BeanFactoryAware {

	private final ObjectProvider<LeaderElections> provider;

	private final Map<Class<?>, GuardedClass> classes = new ConcurrentReferenceHashMap<>();

	private StringValueResolver placeholders = (name) -> name;

	private volatile @Nullable LeaderElections elections;

	GuardedElections(ObjectProvider<LeaderElections> provider) {
		this.provider = provider;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		if (beanFactory instanceof ConfigurableBeanFactory configurable) {
			this.placeholders = new EmbeddedValueResolver(configurable);
		}
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
						"The method " + method + " is annotated with @LeaderOnly without the name of an election, and "
								+ "of the elections " + elections.names() + " none is the default.",
						"Name one of them, as in @LeaderOnly(\"name\"), or call one '" + LeaderElections.DEFAULT
								+ "'."));
		}
		return elections.find(name)
			.orElseThrow(() -> new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly for the election '" + name
							+ "', which does not exist. The elections are " + elections.names() + ".",
					"Name one of these, or define an election '" + name + "'."));
	}

	private String nameOf(GuardedMethod method) {
		String expression = method.annotation().election();
		try {
			String name = this.placeholders.resolveStringValue(expression);
			return (name != null) ? name.strip() : "";
		}
		catch (RuntimeException ex) {
			InvalidLeaderOnlyException invalid = new InvalidLeaderOnlyException(
					"The method " + method + " is annotated with @LeaderOnly for the election '" + expression
							+ "', which cannot be resolved: " + ex.getMessage() + ".",
					"Define the property that it refers to.");
			invalid.initCause(ex);
			throw invalid;
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

	private @Nullable LeaderElections elections() {
		LeaderElections elections = this.elections;
		if (elections == null) {
			elections = this.provider.getIfAvailable();
			this.elections = elections;
		}
		return elections;
	}

}
