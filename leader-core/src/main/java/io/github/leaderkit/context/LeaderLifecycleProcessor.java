package io.github.leaderkit.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.guard.LeaderOnlyMethods;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.ContextStartedEvent;

/**
 * Lets beans run only while this instance leads: those that say {@link LeaderLifecycle},
 * and those that are named. Keeps the context from starting them, starts them on
 * promotion and stops them on demotion.
 *
 * <p>
 * Whether that can be done is checked when all singletons are there, and when the context
 * has started.
 */
public final class LeaderLifecycleProcessor implements SmartInstantiationAwareBeanPostProcessor,
		SmartInitializingSingleton, ApplicationListener<ApplicationContextEvent>, DisposableBean {

	private final ConfigurableApplicationContext context;

	private final ObjectProvider<LeaderElections> elections;

	private final DeclaredLifecycles declared;

	private final Map<String, LedBean> beans = new ConcurrentHashMap<>();

	private final Set<String> early = ConcurrentHashMap.newKeySet();

	private final List<Registration> registrations = new ArrayList<>();

	/**
	 * Creates the processor.
	 * @param context the context of the beans
	 * @param elections the elections, asked for when all singletons are there
	 * @param named beans by name, each with the name of its election, which is empty for
	 * the default one
	 */
	public LeaderLifecycleProcessor(ConfigurableApplicationContext context, ObjectProvider<LeaderElections> elections,
			Map<String, String> named) {
		this.context = context;
		this.elections = elections;
		this.declared = new DeclaredLifecycles(context.getBeanFactory(), named);
	}

	/**
	 * Called for beans that refer to each other. What comes after the initialization is
	 * the same bean again.
	 */
	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.add(beanName);
		return lead(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object lead = this.early.remove(beanName) ? bean : lead(bean, beanName);
		LedBean led = this.beans.get(nameOf(bean, beanName));
		if (led != null) {
			led.consistOf(FlowComponents.heldBack(bean, beanName));
		}
		return lead;
	}

	private Object lead(Object bean, String beanName) {
		if (!(bean instanceof Lifecycle lifecycle) || this.declared.electionOf(beanName) == null) {
			return bean;
		}
		String name = nameOf(bean, beanName);
		LedBean led = new LedBean(name, lifecycle);
		this.beans.put(name, led);
		return LifecycleProxies.intercept(lifecycle, led);
	}

	private static String nameOf(Object bean, String beanName) {
		return (bean instanceof FactoryBean) ? BeanFactory.FACTORY_BEAN_PREFIX + beanName : beanName;
	}

	@Override
	public void afterSingletonsInstantiated() {
		UnledMethods unledMethods = new UnledMethods(
				this.context.getBeanFactory().getBeanProvider(LeaderOnlyMethods.class));
		Map<String, LedBeans> groups = new LinkedHashMap<>();
		for (String name : this.declared.names()) {
			LeaderElection election = electionOf(name);
			LedBeans group = groups.computeIfAbsent(election.name(),
					(key) -> new LedBeans(key, this.elections.getObject(), this.context::isClosed));
			create(name).forEach(group::add);
			unledMethods.warnOf(name, this.context.getBean(name));
		}
		// Some beans run from the moment they are created
		stopSelfStarted();
		groups.values().forEach((group) -> this.registrations.add(this.elections.getObject().addListener(group)));
	}

	private LeaderElection electionOf(String beanName) {
		LeaderElections elections = this.elections.getIfAvailable();
		if (elections == null) {
			throw new InvalidLeaderLifecycleException("The bean '" + beanName
					+ "' is to run only while this instance leads, but there is no " + "LeaderElections bean.",
					"Define one, or let the bean run everywhere.");
		}
		String name = this.declared.electionOf(beanName);
		if (name == null || name.isEmpty()) {
			return elections.findDefault()
				.orElseThrow(() -> new InvalidLeaderLifecycleException(
						"The bean '" + beanName + "' is to run only while this instance leads, without the name of "
								+ "an election, and none of the elections " + elections.names() + " is the default.",
						fix(elections,
								"Name one of them, as in @LeaderLifecycle(\"name\") or "
										+ "leader.elections.<name>.lifecycle-beans, or call one '"
										+ LeaderElections.DEFAULT + "'.")));
		}
		return elections.find(name)
			.orElseThrow(() -> new InvalidLeaderLifecycleException(
					"The bean '" + beanName + "' is to run only while this instance leads the election '" + name
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

	/**
	 * Creates a bean if it is lazy, and looks whether it could be taken over.
	 * @return the bean, and its factory if that is a {@link Lifecycle}
	 */
	private Set<LedBean> create(String name) {
		Object bean = this.declared.create(name);
		Set<LedBean> led = new LinkedHashSet<>();
		add(led, this.beans.get(BeanFactory.FACTORY_BEAN_PREFIX + name));
		add(led, this.beans.get(name));
		if (led.isEmpty()) {
			throw this.declared.refusal(name, bean);
		}
		return led;
	}

	private static void add(Set<LedBean> beans, @Nullable LedBean bean) {
		if (bean != null) {
			beans.add(bean);
		}
	}

	/**
	 * Whether there are beans that run only while this instance leads.
	 * @return whether there are any
	 */
	public boolean hasBeans() {
		return !this.beans.isEmpty();
	}

	/**
	 * Stops the beans that have started themselves, unless this instance leads. To be
	 * called before the elections contend: some start when the application is ready.
	 */
	public void stopSelfStarted() {
		this.beans.values().forEach(LedBean::stopSelfStarted);
	}

	/**
	 * When somebody has started all beans of the context, those that cannot be
	 * intercepted are stopped where they are not to run. When the context has been
	 * refreshed, nothing may run of what was held back.
	 */
	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		if (event instanceof ContextStartedEvent) {
			this.beans.values().forEach(LedBean::stopUnlessLeading);
		}
		else if (event instanceof ContextRefreshedEvent && event.getApplicationContext() == this.context) {
			new StartedParts(this.context.getBeanFactory(), this.beans).check();
		}
	}

	/**
	 * A refusal must stop the start, which only the thread that starts can do.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void destroy() {
		// A mock of the elections gives none
		this.registrations.stream().filter(Objects::nonNull).forEach(Registration::close);
	}

}
