package io.github.leaderkit.test;

import io.github.leaderkit.LeaderElection;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Registers a {@link TestLeaderElection} for each {@link LeaderElection} that is a bean,
 * with the same qualifier, and as a fallback if that is one.
 */
class TestLeaderElectionRegistrar implements BeanDefinitionRegistryPostProcessor {

	private static final String QUALIFIER = Qualifier.class.getName();

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		for (String bean : registry.getBeanDefinitionNames()) {
			String election = election(registry.getBeanDefinition(bean));
			if (election != null && bean.equals(election + "LeaderElection")) {
				register(registry, election, registry.getBeanDefinition(bean).isFallback());
			}
		}
	}

	private static @Nullable String election(BeanDefinition definition) {
		AutowireCandidateQualifier qualifier = (definition instanceof AbstractBeanDefinition qualified)
				? qualified.getQualifier(QUALIFIER) : null;
		return (qualifier != null) ? (String) qualifier.getAttribute(AutowireCandidateQualifier.VALUE_KEY) : null;
	}

	private static void register(BeanDefinitionRegistry registry, String election, boolean fallback) {
		String name = election + "TestLeaderElection";
		if (!registry.containsBeanDefinition(name)) {
			RootBeanDefinition definition = new RootBeanDefinition(TestLeaderElection.class);
			definition.setFactoryBeanName("testLeaderElections");
			definition.setFactoryMethodName("get");
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, election);
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, election));
			definition.setFallback(fallback);
			definition.setLazyInit(true);
			registry.registerBeanDefinition(name, definition);
		}
	}

}
