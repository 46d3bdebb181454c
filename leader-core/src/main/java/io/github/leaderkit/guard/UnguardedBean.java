package io.github.leaderkit.guard;

import org.springframework.aop.support.AopUtils;

/**
 * Why the guard does not stand in front of a bean with guarded methods, and what to do
 * about it.
 */
enum UnguardedBean {

	CREATED_EARLY("bean that a post-processor needs, so that it exists before proxies can be made",
			"the bean is created before Spring AOP can make proxies",
			"Let the post-processor that needs it take an ObjectProvider or a @Lazy reference, declare the @Bean method "
					+ "of that post-processor static, or move the method to another bean."),

	READY_MADE("object that was registered ready-made, as with `registerSingleton`",

			"the bean was registered as an object that Spring did not create, so it has no proxy",
			"Register a bean definition that supplies the object, as in registerBean(name, type, () -> object)."),

	HELD("object that is no bean, in a `ServletRegistrationBean`, `FilterRegistrationBean` or container of listeners",

			"the bean calls an object that is not a bean, so it has no proxy",
			"Make the object a bean, and pass that bean."),

	IN_CYCLE(
			"bean that others are given before it is initialized, in a cycle of references or by a reference to itself",

			"beans refer to each other in a cycle, and what registers its methods to be called, such as @Scheduled, gets "
					+ "the object without its proxy",
			"Break the cycle: put @Lazy on one of the references, also on one of the bean to itself, or inject an "
					+ "ObjectProvider."),

	NOT_ADVISED("part of Spring AOP itself, such as an advisor or an aspect, or a synthetic definition",
			"Spring AOP does not apply to the bean",
			"Move the method to a bean that is not part of the AOP infrastructure itself, that is not synthetic, and "
					+ "that no BeanPostProcessor needs."),

	BEHIND_OTHERS("proxy or wrapper that somebody else made, and that hides the class with the annotation",
			"another object wraps the bean and hides the method from Spring AOP",
			"Put the annotation on the method of an interface that the other object implements, or let Spring AOP make "
					+ "the only proxy."),

	NOT_OVERRIDDEN("package-private method that is inherited from another package",
			"it is package-private, and its class is of another package or class loader than the proxy, which "
					+ "cannot override it",
			"Make the method protected or public."),

	IN_ANOTHER_CONTEXT("bean of a parent or child context without this auto-configuration",

			"the application context of the bean, a parent or child of the one with the elections, does not apply "
					+ "@LeaderOnly",
			"Define the bean in the other context, or enable auto-configuration in this one, too.");

	private final String where;

	private final String problem;

	private final String fix;

	UnguardedBean(String where, String problem, String fix) {
		this.where = where;
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * Which beans these are.
	 * @return what the documentation calls them
	 */
	String where() {
		return this.where;
	}

	/**
	 * Why the guard is not in front of what a bean is in the end.
	 * @param bean the bean
	 * @param unguarded the method that is not guarded
	 * @return the reason
	 */
	static UnguardedBean of(Object bean, GuardedMethod unguarded) {
		if (AopUtils.isCglibProxy(bean) && !GuardInFront.isOverridden(bean.getClass(), unguarded.method())) {
			return NOT_OVERRIDDEN;
		}
		return AopUtils.isAopProxy(bean) ? BEHIND_OTHERS : NOT_ADVISED;
	}

	/**
	 * Refuses the bean.
	 * @param name the name of the bean
	 * @param unguarded a method that is not guarded
	 * @return the exception
	 */
	InvalidLeaderOnlyException refused(String name, GuardedMethod unguarded) {
		return new InvalidLeaderOnlyException("The method " + unguarded + " of the bean '" + name
				+ "' is annotated with @LeaderOnly" + (unguarded.byType() ? " on its class" : "") + ", but "
				+ this.problem + ": every instance would run it.", this.fix);
	}

}
