package io.github.leaderkit.guard;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Makes {@link io.github.leaderkit.LeaderOnly} work: to be imported by a configuration
 * class of a context that has, or inherits, a bean of type
 * {@link io.github.leaderkit.LeaderElections}.
 *
 * <p>
 * Registers the creator of proxies too if the context has none. An advisor alone is
 * silently without effect in some applications, and a job that only the leader may do
 * would be done by all.
 */
public class LeaderOnlyRegistrar implements ImportBeanDefinitionRegistrar {

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		register(registry, GuardedElections.class);
		register(registry, LeaderOnlyAdvisor.class, GuardedElections.class);
		register(registry, EarlyBeans.class, GuardedElections.class);
		register(registry, ProxiedBeans.class, GuardedElections.class);
		register(registry, LeaderOnlyValidator.class, GuardedElections.class, ProxiedBeans.class);
		register(registry, LeaderOnlyMethods.class, GuardedElections.class);
		register(registry, AutowiredObjects.class, GuardedElections.class);
		register(registry, UnseenBeans.class, GuardedElections.class, ProxiedBeans.class);
		if (Entrance.TRANSACTIONS_PRESENT) {
			register(registry, CheckedTransactionManagers.class, GuardedElections.class);
		}
	}

	/**
	 * Post-processors are made before anything is there that would find out what they
	 * need; to look for that by its type could create beans of the application.
	 */
	private void register(BeanDefinitionRegistry registry, Class<?> type, Class<?>... needed) {
		if (!registry.containsBeanDefinition(type.getName())) {
			RootBeanDefinition definition = new RootBeanDefinition(type);
			definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
			for (int i = 0; i < needed.length; i++) {
				definition.getConstructorArgumentValues()
					.addIndexedArgumentValue(i, new RuntimeBeanReference(needed[i].getName()));
			}
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			definition.setSynthetic(true);
			definition.setLazyInit(false);
			registry.registerBeanDefinition(type.getName(), definition);
		}
	}

}
