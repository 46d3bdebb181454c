package io.github.leaderkit.scheduled;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Makes {@link io.github.leaderkit.LeaderScheduled} work: to be imported by a
 * configuration class of a context that has, or inherits, beans of the types
 * {@link io.github.leaderkit.LeaderElections} and
 * {@link io.github.leaderkit.LeaderSchedules}.
 */
public class LeaderScheduledRegistrar implements ImportBeanDefinitionRegistrar {

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		register(registry, ScheduledBeans.class);
		register(registry, OverlookedBeans.class);
	}

	private static void register(BeanDefinitionRegistry registry, Class<?> type) {
		if (!registry.containsBeanDefinition(type.getName())) {
			RootBeanDefinition definition = new RootBeanDefinition(type);
			definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			definition.setSynthetic(true);
			definition.setLazyInit(false);
			registry.registerBeanDefinition(type.getName(), definition);
		}
	}

}
