package io.github.leaderkit.scheduled;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.util.ErrorHandler;

/**
 * Adds the schedules of the beans of a context to their elections, when all singletons
 * are there. They are removed when the context is closed: schedulers take no work from
 * then on, and the next leader makes up for what is due.
 */
public final class ScheduledBeans implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent> {

	private final ConfigurableApplicationContext context;

	private final ConfigurableListableBeanFactory beanFactory;

	private final ScheduledBeanNames names;

	private final ScheduleThreads threads;

	private final Set<String> known = new HashSet<>();

	private final Map<String, ScheduledMethod> added = new LinkedHashMap<>();

	private final List<Registration> registrations = new CopyOnWriteArrayList<>();

	ScheduledBeans(ConfigurableApplicationContext context) {
		this.context = context;
		this.beanFactory = context.getBeanFactory();
		this.names = new ScheduledBeanNames(this.beanFactory);
		this.threads = new ScheduleThreads(this.beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		addNew();
	}

	/**
	 * Adds the schedules of beans that were registered since. To be called before the
	 * elections contend.
	 * @throws InvalidLeaderScheduledException if one of them cannot be kept
	 */
	public synchronized void addNew() {
		this.names.all().stream().filter(this.known::add).forEach(this::addBean);
	}

	private void addBean(String name) {
		List<ScheduledMethod> methods = this.names.methodsOf(name);
		methods.forEach(ScheduledMethodChecks::check);
		if (!methods.isEmpty()) {
			Object bean = this.names.bean(name, methods.get(0));
			methods.forEach((method) -> add(method, bean));
		}
	}

	private void add(ScheduledMethod method, Object bean) {
		ScheduleTexts texts = new ScheduleTexts(new EmbeddedValueResolver(this.beanFactory),
				provider(ScheduleDefaults.class).getIfAvailable(ScheduleDefaults::standard).catchUp());
		ScheduledInvocation invocation = ScheduledInvocation.of(method, bean);
		ScheduleSettings settings = texts.settings(method);
		if (settings == null) {
			return;
		}
		LeaderElection election = new ScheduledElections(provider(LeaderElections.class).getIfAvailable())
			.electionOf(method, texts.text(method, "election", method.annotation().election()));
		checkName(method, settings.name(), election);
		Object scheduler = this.threads.find(texts.text(method, "scheduler", method.annotation().scheduler()), method);
		FireTask task = task(method, invocation, election, ScheduleThreads.errorHandler(scheduler));
		register(method, election, ScheduledElections.fit(method, settings, election), task, scheduler);
		ScheduleWarnings.log(settings, texts.isZoneOfMachine(method), election,
				Instant.ofEpochMilli(this.context.getStartupDate()));
	}

	/**
	 * A name is the identity of a schedule, so it must not depend on the order in which
	 * methods are found.
	 */
	private void checkName(ScheduledMethod method, String name, LeaderElection election) {
		ScheduledMethod other = this.added.putIfAbsent(election.name() + "\n" + name, method);
		if (other != null) {
			throw method.refused("the election '" + election.name() + "' already has a schedule '" + name
					+ "', that of " + other + ".",
					"Give each a name of its own, as in @LeaderScheduled(name = \"nightly\", …).");
		}
	}

	private FireTask task(ScheduledMethod method, FireTask invocation, LeaderElection election,
			@Nullable ErrorHandler errorHandler) {
		FireTask task = ScheduledElections.interrupts(method, election) ? new InterruptibleTask(election, invocation)
				: invocation;
		List<FireDecorator> decorators = provider(FireDecorator.class).orderedStream().toList();
		for (int i = decorators.size() - 1; i >= 0; i--) {
			task = decorators.get(i).decorate(task);
		}
		return (errorHandler != null) ? new ErrorHandlingTask(task, errorHandler) : task;
	}

	private void register(ScheduledMethod method, LeaderElection election, ScheduleSettings settings, FireTask task,
			Object scheduler) {
		LeaderSchedules schedules = provider(LeaderSchedules.class).getIfAvailable();
		if (schedules == null) {
			throw method.refused("there is no LeaderSchedules bean.",
					"Define one, or remove the annotation. ElectionEngine.schedules() has it.");
		}
		try {
			Registration registration = schedules.add(election.name(), settings, task,
					ScheduleThreads.executor(scheduler));
			this.registrations.add(registration);
		}
		catch (IllegalArgumentException ex) {
			throw method.refused("its schedule cannot be added: " + ex.getMessage() + ".",
					"Give it another name, or correct what the message says.", ex);
		}
	}

	private <T> ObjectProvider<T> provider(Class<T> type) {
		return this.beanFactory.getBeanProvider(type);
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			// A mock gives none
			this.registrations.stream().filter(Objects::nonNull).forEach(Registration::close);
			this.registrations.clear();
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

}
