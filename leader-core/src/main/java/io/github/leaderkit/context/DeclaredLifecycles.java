package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.LeaderLifecycle;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.Lifecycle;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.StringValueResolver;

/**
 * The beans of a context that are to run only while this instance leads, by their names,
 * and why one of them cannot.
 */
final class DeclaredLifecycles {

	private final ConfigurableListableBeanFactory beanFactory;

	private final StringValueResolver placeholders;

	private final Map<String, String> named = new LinkedHashMap<>();

	DeclaredLifecycles(ConfigurableListableBeanFactory beanFactory, Map<String, String> named) {
		this.beanFactory = beanFactory;
		this.placeholders = new EmbeddedValueResolver(beanFactory);
		named.forEach((bean, election) -> this.named.put(BeanFactoryUtils.transformedBeanName(bean), election));
	}

	/**
	 * The election that a bean is to follow.
	 * @param bean the name of the bean
	 * @return the name of the election, empty for the default one, or {@code null} if the
	 * bean follows none
	 */
	@Nullable String electionOf(String bean) {
		String election = named(bean);
		LeaderLifecycle annotation = annotationOf(bean);
		if (annotation == null) {
			return election;
		}
		String annotated = resolve(bean, annotation.election());
		if (election != null && !election.equals(annotated)) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + bean + "' is to run only while this instance leads two elections, '" + annotated
							+ "' by annotation and '" + election + "' by property.",
					"Let it follow one of them.");
		}
		return annotated;
	}

	private @Nullable String named(String bean) {
		String election = this.named.get(bean);
		if (election != null) {
			return election;
		}
		return Arrays.stream(this.beanFactory.getAliases(bean))
			.filter(this.named::containsKey)
			.findFirst()
			.map(this.named::get)
			.orElse(null);
	}

	private @Nullable LeaderLifecycle annotationOf(String bean) {
		boolean known = this.beanFactory.containsBeanDefinition(bean);
		return known ? this.beanFactory.findAnnotationOnBean(bean, LeaderLifecycle.class, false) : null;
	}

	private String resolve(String bean, String expression) {
		try {
			String name = this.placeholders.resolveStringValue(expression);
			return (name != null) ? name.strip() : "";
		}
		catch (RuntimeException ex) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + bean + "' is annotated with @LeaderLifecycle for the election '" + expression
							+ "', which cannot be resolved: " + ex.getMessage() + ".",
					"Define the property that it refers to.", ex);
		}
	}

	/**
	 * The names of the beans, without those that are named but belong to a parent of this
	 * context.
	 * @return the names, each once
	 */
	Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		for (String bean : this.beanFactory.getBeanDefinitionNames()) {
			if (!this.beanFactory.getBeanDefinition(bean).isAbstract() && annotationOf(bean) != null) {
				names.add(bean);
			}
		}
		for (String bean : this.named.keySet()) {
			if (!this.beanFactory.containsBean(bean)) {
				throw new InvalidLeaderLifecycleException(
						"The bean '" + bean + "' is to run only while this instance leads, but there is no bean "
								+ "of that name. Beans of type Lifecycle are " + lifecycles() + ".",
						"Name one of these in lifecycle-beans.");
			}
			if (this.beanFactory.containsLocalBean(bean)) {
				names.add(this.beanFactory.containsBeanDefinition(bean) ? bean : canonical(bean));
			}
		}
		return names;
	}

	private String canonical(String alias) {
		return Arrays.stream(this.beanFactory.getAliases(alias))
			.filter(this.beanFactory::containsBeanDefinition)
			.findFirst()
			.orElse(alias);
	}

	private String lifecycles() {
		return Arrays.toString(this.beanFactory.getBeanNamesForType(Lifecycle.class, false, false));
	}

	/**
	 * Creates a bean, unless it exists.
	 * @param name the name of the bean
	 * @return the bean
	 */
	Object create(String name) {
		if (this.beanFactory.containsBeanDefinition(name)
				&& !this.beanFactory.getMergedBeanDefinition(name).isSingleton()) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + name + "' is to run only while this instance leads, but its scope is '"
							+ this.beanFactory.getMergedBeanDefinition(name).getScope() + "'.",
					"Make it a singleton: there must be one to start and stop.");
		}
		Object bean = this.beanFactory.getBean(name);
		checkNoEndpoint(name);
		return bean;
	}

	/**
	 * Annotations of Spring Integration on a bean method make another bean, which polls
	 * this one or sends to it.
	 */
	private void checkNoEndpoint(String name) {
		Method method = (this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
		if (method != null) {
			MergedAnnotations.from(method)
				.stream()
				.filter((annotation) -> annotation.isPresent() && isOfIntegration(annotation.getType()))
				.findFirst()
				.ifPresent((annotation) -> {
					throw new InvalidLeaderLifecycleException(
							"The bean '" + name + "' is to run only while this instance leads, but @"
									+ annotation.getType().getSimpleName()
									+ " makes an endpoint of it, which starts by itself.",
							"Remove @LeaderLifecycle. Name the endpoint with @EndpointId, and list that name in "
									+ "leader.lifecycle-beans.");
				});
		}
	}

	private static boolean isOfIntegration(Class<?> annotation) {
		return annotation.getPackageName().equals("org.springframework.integration.annotation");
	}

	InvalidLeaderLifecycleException refusal(String name, Object bean) {
		if (!(bean instanceof Lifecycle)) {
			return new InvalidLeaderLifecycleException(
					"The bean '" + name + "' of " + bean.getClass()
							+ " is to run only while this instance leads, but it cannot be started and stopped.",
					"Let it implement Lifecycle or SmartLifecycle, or use @LeaderOnly for its methods.");
		}
		return new InvalidLeaderLifecycleException("The bean '" + name + "' of " + bean.getClass()
				+ " is to run only while this instance leads, but it was created too early, or not by this "
				+ "context.", "Let the context create it, as a bean that no BeanPostProcessor needs.");
	}

}
