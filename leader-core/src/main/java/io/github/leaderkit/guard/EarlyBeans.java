package io.github.leaderkit.guard;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.core.Ordered;

/**
 * Refuses beans with guarded methods that are created before the creator of proxies is
 * there, since another post-processor needs them.
 */
final class EarlyBeans implements BeanDefinitionRegistryPostProcessor, Ordered {

	private final GuardInFront guard;

	EarlyBeans(GuardedElections elections) {
		this.guard = new GuardInFront(elections);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		AbstractBeanFactory beanFactory = (AbstractBeanFactory) registry;
		beanFactory.addBeanPostProcessor(new Refusal(this.guard, beanFactory));
	}

	/**
	 * Registered before the post-processors that are beans. The creator of proxies comes
	 * with those.
	 *
	 * @param guard finds unguarded beans
	 * @param beanFactory the factory that has the creator of proxies as soon as it has
	 * the validator
	 */
	private record Refusal(GuardInFront guard, AbstractBeanFactory beanFactory) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			GuardedMethod unguarded = this.guard.findUnguarded(bean);
			if (unguarded != null && isTooEarly()) {
				this.guard.checkShapes(unguarded.type());
				throw UnguardedBean.CREATED_EARLY.refused(name, unguarded);
			}
			return bean;
		}

		private boolean isTooEarly() {
			return this.beanFactory.getBeanPostProcessors().stream().noneMatch(LeaderOnlyValidator.class::isInstance);
		}

	}

}
