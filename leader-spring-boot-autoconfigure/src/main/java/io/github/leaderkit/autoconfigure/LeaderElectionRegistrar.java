package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderElections;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a {@link io.github.leaderkit.LeaderElection} bean for each election that the
 * properties define, qualified by the name of the election. Without a qualifier
 * {@code default} is injected, as {@code @LeaderOnly} means it: the others are fallbacks,
 * so that an election that the application itself makes primary still comes first.
 */
class LeaderElectionRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	LeaderElectionRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		new ConfiguredElections(PropertyGroups.bind(this.environment), null).names()
			.forEach((name) -> register(registry, name));
	}

	private void register(BeanDefinitionRegistry registry, String name) {
		RootBeanDefinition definition = new RootBeanDefinition(LeaderElectionFactoryBean.class);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setFallback(!name.equals(LeaderElections.DEFAULT));
		registry.registerBeanDefinition(name + "LeaderElection", definition);
	}

}
